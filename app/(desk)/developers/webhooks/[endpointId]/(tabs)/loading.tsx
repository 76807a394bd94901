import { TableSkeleton } from "@/components/ui/skeleton";

/** A page of the endpoint while it is read; head and tabs stay. */
export default function EndpointPageLoading() {
  return <TableSkeleton rows={6} columns={6} label="Reading the page" />;
}
