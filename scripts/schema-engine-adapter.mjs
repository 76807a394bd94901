// PostgreSQL for the schema engine: Prisma's own driver adapter, with four of its behaviours corrected.
import { PrismaPg } from "@prisma/adapter-pg";
import { ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import pg from "pg";
import { parseIntoClientConfig } from "pg-connection-string";

const charOid = 18;
const textOid = 25;

// The engine's catalogue queries return PostgreSQL's internal "char" type, which the adapter refuses: the driver
// reports such columns as text, and the result is given the character type that the engine expects.
const charColumns = new Set();
const { addFields } = pg.Result.prototype;
pg.Result.prototype.addFields = function addFieldsWithoutChar(fields) {
  for (const field of fields) {
    if (field.dataTypeID !== charOid) continue;
    charColumns.add(field.name);
    field.dataTypeID = textOid;
  }
  return addFields.call(this, fields);
};

function corrected(queryable) {
  const queryRaw = queryable.queryRaw.bind(queryable);
  queryable.queryRaw = async (query) => {
    const result = await queryRaw(query);
    result.columnTypes = result.columnTypes.map((type, column) =>
      type === ColumnTypeEnum.Text && charColumns.has(result.columnNames[column])
        ? ColumnTypeEnum.Character
        : type,
    );
    return result;
  };
  // The inherited version cuts a script at every semicolon, also inside function bodies and comments.
  queryable.executeScript = async (script) => {
    try {
      await queryable.client.query(script);
    } catch (error) {
      queryable.onError(error);
    }
  };
  return queryable;
}

/** Runs work on the server's maintenance database; the second argument is the name of the database in the URL. */
export async function withMaintenance(url, work) {
  const config = parseIntoClientConfig(url);
  const client = new pg.Client({ ...config, database: "postgres" });
  await client.connect();
  try {
    return await work(client, config.database);
  } finally {
    await client.end();
  }
}

export async function createDatabase(url) {
  return withMaintenance(url, async (client, name) => {
    await client.query(`create database ${client.escapeIdentifier(name)}`);
    return name;
  });
}

export const dropDatabase = (url) =>
  withMaintenance(url, (client, name) =>
    client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`),
  );

export class MigrationPg extends PrismaPg {
  constructor(url) {
    super(parseIntoClientConfig(url));
    this.migrationUrl = url;
  }

  async connect() {
    return corrected(await super.connect());
  }

  // The inherited version ignores the shadow database when it was given a URL, so that shadow migrations run against
  // the main one, and drops the shadow while its own pool is connected, which PostgreSQL refuses.
  async connectToShadowDb() {
    const database = `prisma_migrate_shadow_db_${crypto.randomUUID()}`;
    await withMaintenance(this.migrationUrl, (client) => client.query(`create database "${database}"`));
    const shadow = new PrismaPg({ ...parseIntoClientConfig(this.migrationUrl), database });
    const connection = corrected(await shadow.connect());
    const dispose = connection.dispose.bind(connection);
    connection.dispose = async () => {
      await dispose();
      await withMaintenance(this.migrationUrl, (client) =>
        client.query(`drop database if exists "${database}" with (force)`),
      );
    };
    return connection;
  }
}
