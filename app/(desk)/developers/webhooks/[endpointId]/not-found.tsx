import { path } from "@/components/path";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHead } from "@/components/ui/page-head";

/** An endpoint or delivery that does not exist, or that is another firm's: they look the same on purpose. */
export default function EndpointNotFound() {
  return (
    <>
      <PageHead title="Not found" back={{ href: path.endpoints(), label: "Webhooks" }} />
      <EmptyState
        title="Your firm has no such endpoint or delivery"
        action={<ButtonLink href={path.endpoints()}>See all endpoints</ButtonLink>}
      >
        The endpoint may be deleted, the event not sent yet, or the address cut off.
      </EmptyState>
    </>
  );
}
