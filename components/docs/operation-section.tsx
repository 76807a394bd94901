import { Badge } from "@/components/ui/badge";
import { CodeSamples } from "./code-samples";
import { FieldTable } from "./field-table";
import { Prose } from "./prose";
import { anchorOf, type Body, type Failure, type Operation } from "./reference";
import { SectionTitle } from "./section-title";

/** One operation: what it is for, how it is called, what it takes, what it answers and how it fails. */
export function OperationSection({ operation }: { operation: Operation }) {
  const { id, method, path, summary, description, isPublic, parameters, bodies, answers, failures } =
    operation;
  return (
    <article aria-labelledby={id} className="flex min-w-0 flex-col gap-4 border-t pt-8">
      <header className="flex min-w-0 flex-col gap-2">
        <SectionTitle id={id} level={3}>
          {summary}
        </SectionTitle>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
          <Badge tone={method === "GET" ? "info" : "positive"}>{method}</Badge>
          <code className="min-w-0 text-data wrap-anywhere">{path}</code>
          {isPublic && <Badge tone="muted">no token</Badge>}
        </div>
        {description !== "" && <Prose text={description} />}
        <p className="text-label text-faint">
          operationId <code className="wrap-anywhere">{id}</code>
        </p>
      </header>
      <CodeSamples label="The call" samples={operation.calls} />
      <FieldTable caption="Parameter" fields={parameters} />
      {bodies.map((body) => (
        <BodyPart key={body.mediaType} title={`Body, ${body.mediaType}`} body={body} />
      ))}
      {answers.map((answer) =>
        answer.body === null ? (
          <p key={answer.status} className="text-soft">
            {answer.status}, without a body.
          </p>
        ) : (
          <BodyPart
            key={answer.status}
            title={`Answer ${answer.status}, ${answer.body.mediaType}`}
            body={answer.body}
          />
        ),
      )}
      <Failures of={id} failures={failures} />
    </article>
  );
}

/** A body or an answer: its example, then its properties. */
export function BodyPart({ title, body }: { title: string; body: Body }) {
  return (
    <section aria-label={title} className="flex min-w-0 flex-col gap-3">
      <h4 className="font-medium">
        {title}
        {body.schema !== null && (
          <code className="ml-2 text-label font-normal wrap-anywhere text-faint">{body.schema}</code>
        )}
      </h4>
      <CodeSamples label="Example" samples={body.samples} />
      <FieldTable caption="Property" fields={body.fields} />
    </section>
  );
}

function Failures({ of, failures }: { of: string; failures: readonly Failure[] }) {
  return (
    <section aria-labelledby={`${of}-errors`} className="flex min-w-0 flex-col gap-2">
      <h4 id={`${of}-errors`} className="font-medium">
        Errors
      </h4>
      <dl className="grid grid-cols-[2.5rem_minmax(0,1fr)] gap-x-3 gap-y-1 text-data">
        {failures.map((failure) => (
          <div key={failure.status} className="contents">
            <dt className="font-medium">{failure.status}</dt>
            <dd className="min-w-0 text-soft">
              {failure.title}{" "}
              {failure.codes.map((code) => (
                <a
                  key={code}
                  href={`#error-${anchorOf(code)}`}
                  className="mr-2 inline-block text-label wrap-anywhere text-accent underline-offset-2 hover:underline"
                >
                  <code>{code}</code>
                </a>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
