import { DevelopersHead } from "@/components/developers/developers-head";
import { TableSkeleton } from "@/components/ui/skeleton";

/** The list while it is read, in its final shape. */
export default function RequestsLoading() {
  return (
    <>
      <DevelopersHead title="Requests" />
      <TableSkeleton rows={10} columns={6} label="Reading the requests" />
    </>
  );
}
