import { TableSkeleton } from "@/components/ui/skeleton";

/** A page of the batch while it is read; head and tabs stay. */
export default function BatchPageLoading() {
  return <TableSkeleton rows={6} columns={6} label="Reading the page" />;
}
