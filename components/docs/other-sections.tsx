import { RowTh, Table, TableRegion, Td, Th, Tr } from "@/components/ui/table";
import { CodeSamples } from "./code-samples";
import { FieldTable } from "./field-table";
import { BodyPart } from "./operation-section";
import { Prose } from "./prose";
import { quickStartIntro, quickSteps, receiveStep } from "./quick-start";
import { anchorOf, type ErrorCodeWords, type Webhook } from "./reference";
import { SectionTitle } from "./section-title";
import { verifySnippets } from "./verify-snippets";

/** From a password to a verified event. */
export function QuickStartSection() {
  return (
    <section aria-labelledby="quick-start" className="flex min-w-0 flex-col gap-6">
      <SectionTitle id="quick-start" level={2}>
        Quick start
      </SectionTitle>
      <Prose text={quickStartIntro} />
      <ol className="flex min-w-0 flex-col gap-8">
        {[...quickSteps, receiveStep].map((step, at) => (
          <li key={step.id} className="flex min-w-0 flex-col gap-3">
            <SectionTitle id={`quick-start-${step.id}`} level={3}>
              {at + 1}. {step.title}
            </SectionTitle>
            <Prose text={step.text} />
            <CodeSamples
              label={step.title}
              samples={[
                { label: "cURL", text: step.curl },
                { label: "TypeScript", text: step.typescript },
              ]}
            />
          </li>
        ))}
      </ol>
    </section>
  );
}

/** What the desk sends to a firm's endpoint, and how the firm knows that it did. */
export function WebhooksSection({ webhooks }: { webhooks: readonly Webhook[] }) {
  return (
    <section aria-labelledby="webhooks" className="flex min-w-0 flex-col gap-8">
      <div className="flex min-w-0 flex-col gap-3">
        <SectionTitle id="webhooks" level={2}>
          Webhook deliveries
        </SectionTitle>
        <Prose text="Deliveries follow Standard Webhooks. The body's bytes never change between attempts, nor between channels. Verify them as they came, before any parsing, then deduplicate on `message_id`. While a secret is being replaced, two signatures come; one that fits is enough." />
        <CodeSamples label="Verify a delivery" samples={verifySnippets} />
      </div>
      {webhooks.map((webhook) => (
        <article
          key={webhook.type}
          aria-labelledby={webhook.id}
          className="flex min-w-0 flex-col gap-4 border-t pt-8"
        >
          <SectionTitle id={webhook.id} level={3}>
            <code>{webhook.type}</code> {webhook.summary}
          </SectionTitle>
          <Prose text={webhook.description} />
          <FieldTable caption="Header" fields={webhook.headers} />
          <BodyPart title="Body, application/json" body={webhook.body} />
        </article>
      ))}
    </section>
  );
}

/** Every code: where it is seen, what it means, what to do. */
export function ErrorsSection({ errors }: { errors: readonly ErrorCodeWords[] }) {
  return (
    <section aria-labelledby="errors" className="flex min-w-0 flex-col gap-4">
      <SectionTitle id="errors" level={2}>
        Errors
      </SectionTitle>
      <Prose text="An error answers `{code, message, error, details, requestId}`: `code` repeats the HTTP status, `error` is the stable word to decide by, `message` says the same to a person, `details` names the values. A refused allocation or batch is not an error: it is a 200, or an event, with status REJECTED and a `rejectReason`." />
      <TableRegion label="Errors">
        <Table caption="Errors">
          <thead>
            <tr>
              <Th>Code</Th>
              <Th>Seen as</Th>
              <Th>Meaning and what to do</Th>
            </tr>
          </thead>
          <tbody>
            {errors.map((row) => (
              <Tr key={row.code} id={`error-${anchorOf(row.code)}`}>
                <RowTh className="py-2 align-top">
                  <code className="text-label font-medium">{row.code}</code>
                </RowTh>
                <Td className="py-2 align-top text-soft">{row.seen}</Td>
                <Td className="min-w-56 py-2 align-top">
                  {row.meaning} <span className="text-soft">{row.action}</span>
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      </TableRegion>
    </section>
  );
}
