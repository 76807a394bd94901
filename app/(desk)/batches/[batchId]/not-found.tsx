import { path } from "@/components/path";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHead } from "@/components/ui/page-head";

/** A batch that does not exist, or that is another firm's: the two look the same on purpose. */
export default function BatchNotFound() {
  return (
    <>
      <PageHead title="No such batch" back={{ href: path.batches(), label: "Batches" }} />
      <EmptyState
        title="Your firm has no batch with this id"
        action={<ButtonLink href={path.batches()}>Search all batches</ButtonLink>}
      >
        The address may be mistyped or cut off.
      </EmptyState>
    </>
  );
}
