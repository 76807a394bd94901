"use client";

import { countOf } from "@/components/format/decimal";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { Offered } from "../client/use-source";

type Props = {
  offered: Offered | undefined;
  rows: number;
  onChoose: (mode: "replace" | "add") => void;
  onCancel: () => void;
};

/** A file came while rows are here: nothing is thrown away without being asked. */
export function OfferDialog({ offered, rows, onChoose, onCancel }: Props) {
  const here = countOf(rows, "row is", "rows are");
  return (
    <Dialog
      open={offered !== undefined}
      onClose={onCancel}
      title={`Add ${offered?.name ?? "the file"} to the rows here?`}
      description={`${here} here that you have not submitted.`}
      footer={
        <>
          <Button size="main" onClick={() => onChoose("replace")}>
            Replace them
          </Button>
          <Button size="main" tone="primary" autoFocus onClick={() => onChoose("add")}>
            Add to them
          </Button>
        </>
      }
    />
  );
}
