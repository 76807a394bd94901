import type { ReactNode } from "react";
import { path } from "@/components/path";
import { PageHead } from "@/components/ui/page-head";
import { TabLinks } from "@/components/ui/tab-links";

type Props = { title: string; action?: ReactNode; children?: ReactNode };

/** The top of the section's pages: the page's name and its neighbours. */
export function DevelopersHead({ title, action, children }: Props) {
  return (
    <>
      <PageHead title={title} action={action}>
        {children}
      </PageHead>
      <TabLinks
        label="Pages for developers"
        tabs={[
          { href: path.developers(), label: "Overview" },
          { href: path.endpoints(), label: "Webhooks" },
          { href: path.events(), label: "Events" },
          { href: path.apiKeys(), label: "API keys" },
          { href: path.requests(), label: "Requests" },
        ]}
      />
    </>
  );
}
