import type { Density } from "@/components/frame/density";
import { type Contents, DocsFrame } from "./docs-frame";
import { OperationSection } from "./operation-section";
import { ErrorsSection, QuickStartSection, WebhooksSection } from "./other-sections";
import { Prose } from "./prose";
import { quickSteps, receiveStep } from "./quick-start";
import { anchorOf, type Reference } from "./reference";
import { SectionTitle } from "./section-title";

const tagId = (name: string): string => `tag-${anchorOf(name)}`;

function contentsOf(reference: Reference): Contents {
  return [
    { id: "overview", label: "Overview", parts: [] },
    {
      id: "quick-start",
      label: "Quick start",
      parts: [...quickSteps, receiveStep].map((step) => ({
        id: `quick-start-${step.id}`,
        label: step.title,
      })),
    },
    ...reference.tags.map((tag) => ({
      id: tagId(tag.name),
      label: tag.name,
      parts: tag.operations.map((one) => ({ id: one.id, label: one.summary })),
    })),
    {
      id: "webhooks",
      label: "Webhook deliveries",
      parts: reference.webhooks.map((webhook) => ({ id: webhook.id, label: webhook.type })),
    },
    { id: "errors", label: "Errors", parts: [] },
  ];
}

/** The firm API for the engineers of a firm: all of it on one page, so that the browser's own search finds everything. */
export function DocsPage({ reference, density }: { reference: Reference; density: Density }) {
  return (
    <DocsFrame density={density} contents={contentsOf(reference)}>
      <Overview reference={reference} />
      <QuickStartSection />
      {reference.tags.map((tag) => (
        <section key={tag.name} aria-labelledby={tagId(tag.name)} className="flex min-w-0 flex-col gap-8">
          <div className="flex flex-col gap-2">
            <SectionTitle id={tagId(tag.name)} level={2}>
              {tag.name}
            </SectionTitle>
            <Prose text={tag.description} />
          </div>
          {tag.operations.map((operation) => (
            <OperationSection key={operation.id} operation={operation} />
          ))}
        </section>
      ))}
      <WebhooksSection webhooks={reference.webhooks} />
      <ErrorsSection errors={reference.errors} />
    </DocsFrame>
  );
}

function Overview({ reference }: { reference: Reference }) {
  return (
    <section aria-labelledby="overview" className="flex min-w-0 flex-col gap-4">
      <h1 id="overview" className="text-figure font-semibold">
        {reference.title} for a firm's own systems
      </h1>
      {reference.intro.map((text) => (
        <Prose key={text} text={text} />
      ))}
      <dl className="flex flex-col gap-3 text-data">
        {reference.servers.map((server) => (
          <div key={server.url}>
            <dt>
              <code className="font-medium wrap-anywhere">{server.url}</code>
            </dt>
            <dd className="text-soft">{server.description}</dd>
          </div>
        ))}
        {reference.schemes.map((scheme) => (
          <div key={scheme.name}>
            <dt>
              <code className="font-medium">{scheme.name}</code> in Authorization
            </dt>
            <dd>
              <Prose text={scheme.description} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
