"use client";

import { Download, Plus } from "lucide-react";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useForbidden } from "@/components/frame/use-session";
import { path } from "@/components/path";
import { Button, ButtonLink, buttonLook } from "@/components/ui/button";
import { MainAction } from "@/components/ui/page-head";
import { useShortcut } from "@/components/ui/shortcut";
import { batchCan } from "@/server/domain/batch/status";
import { CancelBatchDialog } from "./cancel-batch-dialog";
import { CloseBatchDialog } from "./close-batch-dialog";
import type { Batch } from "./outputs";

/** Which question stands open; in the address, so that the end of an import can lead straight to closing. */
const question = parseAsStringLiteral(["close", "cancel"]);

/** What can be done with the batch as it stands: while open add, close, cancel; afterwards only take the figures along. */
export function BatchActions({ batch }: { batch: Batch }) {
  if (!batchCan("close", batch)) return <ExportLink batch={batch} />;
  return <OpenBatchActions batch={batch} />;
}

function ExportLink({ batch }: { batch: Batch }) {
  if (batch.acceptedCount + batch.refusedCount === 0) return null;
  return (
    <a
      href={path.exportAllocations(batch.batchTransactionId)}
      download
      className={buttonLook({ size: "main" })}
    >
      <Download aria-hidden />
      Export CSV
    </a>
  );
}

function OpenBatchActions({ batch }: { batch: Batch }) {
  const [open, setOpen] = useQueryState("ask", question);
  const mayNotAdd = useForbidden("addAllocation", "add rows");
  const mayNotClose = useForbidden("closeBatch", "close batches");
  const mayNotCancel = useForbidden("cancelBatch", "cancel batches");
  const empty = batch.acceptedCount === 0;
  const notClosable = mayNotClose ?? (empty ? "There is no accepted row yet. Add rows first." : undefined);
  useShortcut("ctrl+shift+enter", () => {
    if (notClosable === undefined) void setOpen("close");
  });
  const addRows =
    mayNotAdd === undefined ? (
      <ButtonLink
        href={path.importBatch(batch.batchTransactionId)}
        tone={empty ? "primary" : "secondary"}
        size="main"
        icon={<Plus />}
      >
        Add rows
      </ButtonLink>
    ) : (
      <Button size="main" icon={<Plus />} disabledReason={mayNotAdd}>
        Add rows
      </Button>
    );
  const closeButton = (
    <Button
      tone={empty ? "secondary" : "primary"}
      size="main"
      tipAlign="end"
      disabledReason={notClosable}
      onClick={() => void setOpen("close")}
      aria-keyshortcuts="Control+Shift+Enter"
    >
      Close batch
    </Button>
  );
  return (
    <>
      <Button tone="quiet" size="main" disabledReason={mayNotCancel} onClick={() => void setOpen("cancel")}>
        Cancel batch
      </Button>
      {empty ? <MainAction>{addRows}</MainAction> : addRows}
      {empty ? closeButton : <MainAction>{closeButton}</MainAction>}
      <CloseBatchDialog
        batch={batch}
        open={open === "close" && notClosable === undefined}
        onClose={() => void setOpen(null)}
      />
      <CancelBatchDialog
        batch={batch}
        open={open === "cancel" && mayNotCancel === undefined}
        onClose={() => void setOpen(null)}
      />
    </>
  );
}
