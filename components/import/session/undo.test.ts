import fc from "fast-check";
import { expect, test } from "vitest";
import { fields } from "./fields";
import { openImport, uuidOf, validCsv } from "./testing";

const header = "account,side,amount,clientTransactionId";
const sheet = `${validCsv(12)}AT00013,BUY,5.129,${uuidOf(13)}\nAT00014,BUY,-7,${uuidOf(14)}\nAT00015,BUY,5,${uuidOf(1)}\n,SELL,1,xyz\n`;

/** Some thing an operator might do, on a sheet of this many rows. */
const act = fc.oneof(
  fc.record({
    kind: fc.constant("edit" as const),
    row: fc.nat(15),
    column: fc.nat(6),
    text: fc.constantFrom("", "AT00001", "BUY", "5", "-1", "1,234", uuidOf(1), "x"),
  }),
  fc.record({
    kind: fc.constant("delete" as const),
    top: fc.nat(15),
    length: fc.integer({ min: 1, max: 4 }),
  }),
  fc.record({
    kind: fc.constant("paste" as const),
    top: fc.nat(16),
    left: fc.nat(6),
    text: fc.constantFrom(
      "AT00002\tSELL\t9\nAT00003\tBUY\t8",
      "5",
      "a\tb\tc\td",
      "account\tside\nAT00001\tBUY",
    ),
  }),
  fc.record({ kind: fc.constant("clear" as const), top: fc.nat(15), left: fc.nat(6) }),
  fc.record({ kind: fc.constant("fill" as const), top: fc.nat(14), left: fc.nat(6) }),
  fc.record({ kind: fc.constant("add" as const), count: fc.integer({ min: 1, max: 3 }) }),
  fc.record({
    kind: fc.constant("fix" as const),
    fix: fc.constantFrom<[string, string]>(
      ["AMOUNT_PRECISION", "round-down"],
      ["AMOUNT_NOT_POSITIVE", "flip-sign"],
      ["DUPLICATE_IN_SHEET", "drop"],
      ["DUPLICATE_IN_SHEET", "new-id"],
      ["account:empty", "drop"],
      ["clientTransactionId:format", "new-id"],
    ),
  }),
  fc.record({ kind: fc.constant("sort" as const), column: fc.nat(6) }),
);
type Act = typeof act extends fc.Arbitrary<infer Value> ? Value : never;

type Opened = ReturnType<typeof openImport>;

function perform({ controller }: Opened, step: Act): void {
  const spot = (top: number, left: number) => ({ top, bottom: top, left, right: left });
  if (step.kind === "edit") {
    const row = controller.windowRows(step.row, step.row + 1).rows[0];
    if (row) controller.edit(row.id, fields[step.column] ?? "account", step.text);
  } else if (step.kind === "delete")
    controller.deleteRange({ top: step.top, bottom: step.top + step.length - 1, left: 0, right: 6 });
  else if (step.kind === "paste") controller.paste(step.text, spot(step.top, step.left));
  else if (step.kind === "clear") controller.clear(spot(step.top, step.left));
  else if (step.kind === "fill") controller.fillDown({ ...spot(step.top, step.left), bottom: step.top + 1 });
  else if (step.kind === "add") controller.addEmptyRows(step.count);
  else if (step.kind === "fix") controller.fixAll(step.fix[0], step.fix[1]);
  else controller.setView({ sorting: { field: fields[step.column] ?? "account", descending: false } });
}

/** Everything that people see of the rows, in the file's order. */
function picture({ controller, summary }: Opened) {
  controller.setView({ filter: { show: "all" }, sorting: undefined, search: "" });
  const rows = controller
    .windowRows(0, 1_000)
    .rows.map(({ texts, problems, blank }) => ({ texts, problems, blank }));
  return { rows, totals: summary().totals, groups: summary().groups };
}

test("whatever was done, undoing all of it gives the sheet as it was, and redoing all of it the sheet as it became", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 12 }), async (steps) => {
      const opened = openImport();
      await opened.load(sheet);
      const before = picture(opened);
      for (const step of steps) perform(opened, step);
      const after = picture(opened);
      let undone = 0;
      while (opened.controller.undo()) undone++;
      expect(picture(opened)).toEqual(before);
      for (let step = 0; step < undone; step++) opened.controller.redo();
      expect(picture(opened)).toEqual(after);
      expect(opened.controller.redo()).toBeUndefined();
    }),
    { numRuns: 150 },
  );
});

test("verdicts after any edits are those of the same sheet read anew", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 12 }), async (steps) => {
      const opened = openImport();
      await opened.load(sheet);
      for (const step of steps) perform(opened, step);
      const { rows, totals } = picture(opened);
      const filled = rows.filter((row) => !row.blank);
      fc.pre(filled.length > 0);
      const again = openImport();
      const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
      await again.load(
        `${fields.join(",")}\n${filled.map((row) => row.texts.map(cell).join(",")).join("\n")}\n`,
      );
      const { withProblems, valid, buys, sells } = again.summary().totals;
      expect({ withProblems, valid, buys, sells }).toEqual({
        withProblems: totals.withProblems,
        valid: totals.valid,
        buys: totals.buys,
        sells: totals.sells,
      });
    }),
    { numRuns: 150 },
  );
});

test("a hundred steps can be taken back", async () => {
  const opened = openImport();
  await opened.load(`${header}\nAT00001,BUY,1,${uuidOf(1)}\n`);
  for (let amount = 2; amount <= 150; amount++) opened.controller.edit(0, "amount", String(amount));
  for (let step = 0; step < 149; step++) opened.controller.undo();
  expect(opened.controller.windowRows(0, 1).rows[0]?.texts[2]).toBe("1");
});
