import { DevelopersHead } from "@/components/developers/developers-head";
import { TableSkeleton } from "@/components/ui/skeleton";

/** The list while it is read, in its final shape. */
export default function ApiKeysLoading() {
  return (
    <>
      <DevelopersHead title="API keys" />
      <TableSkeleton rows={4} columns={6} label="Reading the API keys" />
    </>
  );
}
