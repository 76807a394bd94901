import { PageHead } from "@/components/ui/page-head";
import { TableSkeleton } from "@/components/ui/skeleton";

/** The list while it is read, in its final shape. */
export default function BatchesLoading() {
  return (
    <>
      <PageHead title="Batches" />
      <TableSkeleton rows={10} columns={7} label="Reading the batches" />
    </>
  );
}
