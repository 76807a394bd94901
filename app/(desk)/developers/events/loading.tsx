import { DevelopersHead } from "@/components/developers/developers-head";
import { TableSkeleton } from "@/components/ui/skeleton";

/** The list while it is read, in its final shape. */
export default function EventsLoading() {
  return (
    <>
      <DevelopersHead title="Events" />
      <TableSkeleton rows={10} columns={5} label="Reading the events" />
    </>
  );
}
