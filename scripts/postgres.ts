import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { rememberedPort } from "./ports.ts";
import {
  type Account,
  type Binaries,
  clusterFolder,
  reachableBinaries,
  serverAccount,
} from "./postgres-account.ts";
import { isPostgres, type PidFile, readPidFile, stopServer } from "./postgres-process.ts";
import { keepSecret } from "./secrets.ts";

export type PostgresOptions = {
  /** Folder that keeps the cluster, its password and its port. Created when absent. */
  home: string;
  /** False only for throwaway clusters: such a cluster does not survive a power cut. */
  durable: boolean;
  database?: string;
};

export type RunningPostgres = {
  /** Owner of the database; never handed to web, worker or relay. */
  url: string;
  adminUrl: string;
  port: number;
  pid: number;
  /** True when the server was already running and this process only joined it. */
  adopted: boolean;
  logFile: string;
  stop(): Promise<void>;
};

const owner = "prorata";
const startDeadlineMs = 60_000;

const settings = (durable: boolean): string[] =>
  [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=100",
    "shared_buffers=256MB",
    "max_wal_size=2GB",
    "timezone=UTC",
    "log_timezone=UTC",
    "logging_collector=off",
    ...(durable ? [] : ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]),
  ].flatMap((setting) => ["-c", setting]);

type Cluster = {
  folder: string;
  dataFolder: string;
  logFile: string;
  password: string;
  database: string;
  account: Account;
  binaries: Binaries;
  durable: boolean;
};

const urlOf = (cluster: Cluster, port: number, database: string) =>
  `postgresql://${owner}:${cluster.password}@127.0.0.1:${port}/${database}`;

/**
 * Returns a running server for this home: the one that is already up (left by a killed starter, or started by another
 * command), or a new one. Safe to call from two processes at once; PostgreSQL's own lock file decides who starts.
 */
export async function ensurePostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const cluster = prepareCluster(options);
  if (!existsSync(path.join(cluster.dataFolder, "PG_VERSION"))) await createCluster(cluster);

  const deadline = Date.now() + startDeadlineMs;
  for (;;) {
    const running = await findRunning(cluster);
    const server = running ? { ...running, adopted: true } : await tryStart(cluster);
    if (server) {
      await ensureDatabase(cluster, server.port);
      return handle(cluster, server);
    }
    if (Date.now() > deadline) {
      throw new Error(
        `The embedded PostgreSQL did not start. ${lastLogLine(cluster)} The log is ${cluster.logFile}.`,
      );
    }
    // Reached while a server is starting, stopping or recovering, or while the shared memory of a killed one is held.
    await sleep(200);
  }
}

function prepareCluster({ home, durable, database = "prorata" }: PostgresOptions): Cluster {
  mkdirSync(home, { recursive: true, mode: 0o711 });
  const realHome = realpathSync(home);
  const account = serverAccount();
  const folder = clusterFolder(realHome, account);
  const isNewHome = !existsSync(path.join(realHome, "postgres.password"));
  const password = keepSecret(path.join(realHome, "postgres.password"));
  if (isNewHome && folder !== path.join(realHome, "postgres") && existsSync(folder)) setAside(folder);
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  const logFolder = path.join(realHome, "logs");
  mkdirSync(logFolder, { recursive: true });
  return {
    folder,
    dataFolder: path.join(folder, "data"),
    logFile: path.join(logFolder, "postgres.log"),
    password,
    database,
    account,
    binaries: reachableBinaries(account),
    durable,
  };
}

/** Data outside home whose home was deleted: stopped and kept under another name, because its password is gone. */
function setAside(folder: string): void {
  const pid = readPidFile(path.join(folder, "data"))?.pid;
  if (pid !== undefined && isPostgres(pid)) process.kill(pid, "SIGQUIT");
  renameSync(folder, `${folder}.left-${Date.now()}`);
}

async function createCluster(cluster: Cluster): Promise<void> {
  const { account } = cluster;
  const own = (file: string) => {
    if (account.uid !== undefined && account.gid !== undefined) chownSync(file, account.uid, account.gid);
  };
  const partial = mkdtempSync(path.join(cluster.folder, "creating-"));
  const passwordFile = path.join(partial, "password");
  writeFileSync(passwordFile, cluster.password, { mode: 0o600 });
  chmodSync(partial, 0o700);
  own(partial);
  own(passwordFile);
  const args = [
    `--pgdata=${path.join(partial, "data")}`,
    `--username=${owner}`,
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    ...(cluster.durable ? [] : ["--no-sync"]),
  ];
  const result = spawnSync(cluster.binaries.initdb, args, { ...account, cwd: "/", encoding: "utf8" });
  if (result.status !== 0) {
    rmSync(partial, { recursive: true, force: true });
    throw new Error(`The database files could not be created in ${cluster.folder}: ${result.stderr.trim()}`);
  }
  try {
    renameSync(path.join(partial, "data"), cluster.dataFolder);
  } catch (error) {
    // Another starter was faster; its cluster has the same password because the password file is shared.
    if (!existsSync(path.join(cluster.dataFolder, "PG_VERSION"))) throw error;
  }
  rmSync(partial, { recursive: true, force: true });
}

async function findRunning(cluster: Cluster): Promise<PidFile | undefined> {
  const file = readPidFile(cluster.dataFolder);
  if (!file) return undefined;
  if (!isPostgres(file.pid)) {
    rmSync(path.join(cluster.dataFolder, "postmaster.pid"), { force: true });
    return undefined;
  }
  return (await dataFolderAt(cluster, file.port)) === cluster.dataFolder ? file : undefined;
}

async function dataFolderAt(cluster: Cluster, port: number): Promise<string | undefined> {
  const client = new pg.Client({
    connectionString: urlOf(cluster, port, "postgres"),
    connectionTimeoutMillis: 2_000,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>("show data_directory");
    return rows[0]?.data_directory;
  } catch {
    return undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function tryStart(cluster: Cluster): Promise<(PidFile & { adopted: boolean }) | undefined> {
  // A server that is up but does not answer yet must be waited for, not raced.
  const isUp = (): boolean => {
    const file = readPidFile(cluster.dataFolder);
    return file !== undefined && isPostgres(file.pid);
  };
  if (isUp()) return undefined;
  const port = await rememberedPort(path.join(cluster.folder, "port"), 5_000, isUp);
  if (isUp()) return undefined;
  const log = openSync(cluster.logFile, "a");
  // Its own session: Ctrl-C in the terminal must not stop the database before the processes that use it.
  const server = spawn(
    cluster.binaries.postgres,
    ["-D", cluster.dataFolder, "-p", String(port), ...settings(cluster.durable)],
    { ...cluster.account, cwd: "/", detached: true, stdio: ["ignore", log, log] },
  );
  closeSync(log);
  let exited = false;
  server.once("exit", () => {
    exited = true;
  });
  server.once("error", () => {
    exited = true;
  });
  server.unref();
  const deadline = Date.now() + startDeadlineMs;
  while (!exited && Date.now() < deadline) {
    if ((await dataFolderAt(cluster, port)) === cluster.dataFolder) {
      const started = readPidFile(cluster.dataFolder);
      if (started) return { ...started, adopted: started.pid !== server.pid };
    }
    await sleep(50);
  }
  return undefined;
}

async function ensureDatabase(cluster: Cluster, port: number): Promise<void> {
  if (cluster.database === "postgres") return;
  const client = new pg.Client({ connectionString: urlOf(cluster, port, "postgres") });
  await client.connect();
  try {
    const found = await client.query("select 1 from pg_database where datname = $1", [cluster.database]);
    if (found.rowCount === 0)
      await client.query(`create database ${client.escapeIdentifier(cluster.database)}`);
  } catch (error) {
    // 42P04 and 23505: another starter created it between the two statements.
    const code = error instanceof pg.DatabaseError ? error.code : undefined;
    if (code !== "42P04" && code !== "23505") throw error;
  } finally {
    await client.end();
  }
}

function handle(cluster: Cluster, server: PidFile & { adopted: boolean }): RunningPostgres {
  return {
    url: urlOf(cluster, server.port, cluster.database),
    adminUrl: urlOf(cluster, server.port, "postgres"),
    port: server.port,
    pid: server.pid,
    adopted: server.adopted,
    logFile: cluster.logFile,
    stop: () => stopServer(server.pid),
  };
}

/** Stops the server of this home, if it runs, and deletes its data. */
export async function removeCluster(home: string): Promise<void> {
  const folder = clusterFolder(realpathSync(home), serverAccount());
  const server = readPidFile(path.join(folder, "data"));
  if (server) await stopServer(server.pid);
  rmSync(folder, { recursive: true, force: true });
}

function lastLogLine(cluster: Cluster): string {
  const lines = existsSync(cluster.logFile)
    ? readFileSync(cluster.logFile, "utf8").trimEnd().split("\n")
    : [];
  return (
    lines.findLast((line) => /FATAL|PANIC|ERROR/.test(line))?.replace(/^.*?(FATAL|PANIC|ERROR)/, "$1") ?? ""
  );
}
