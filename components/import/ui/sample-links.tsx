import type { BatchType } from "@/server/domain/batch/status";

const link = "rounded-tight text-accent underline-offset-3 hover:underline";

/** Files to begin with: an empty template in both formats, and twenty rows to try. */
export function SampleLinks({ type }: { type: BatchType }) {
  const sample =
    type === "NOTIONAL" ? "/samples/allocations-notional.csv" : "/samples/allocations-quantity.csv";
  return (
    <ul className="flex flex-wrap justify-center gap-x-5 gap-y-1 text-data">
      <li>
        <a className={link} href="/samples/allocations-template.csv" download>
          Template, CSV
        </a>
      </li>
      <li>
        <a className={link} href="/samples/allocations-template.xlsx" download>
          Template, XLSX
        </a>
      </li>
      <li>
        <a className={link} href={sample} download>
          20 sample rows
        </a>
      </li>
    </ul>
  );
}
