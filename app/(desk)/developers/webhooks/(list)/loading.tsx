import { DevelopersHead } from "@/components/developers/developers-head";
import { TableSkeleton } from "@/components/ui/skeleton";

/** The list while it is read, in its final shape. */
export default function WebhooksLoading() {
  return (
    <>
      <DevelopersHead title="Webhooks" />
      <TableSkeleton rows={4} columns={7} label="Reading the endpoints" />
    </>
  );
}
