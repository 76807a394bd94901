/** A sentence or two of the document; what stands in backquotes is shown as code. */
export function Prose({ text, className }: { text: string; className?: string }) {
  const pieces = text.split("`").map((words, at) => ({ words, isCode: at % 2 === 1, key: `${at}` }));
  return (
    <p className={className ?? "max-w-[46rem] text-soft"}>
      {pieces.map(({ words, isCode, key }) =>
        isCode ? (
          <code key={key} className="text-[0.92em] wrap-anywhere text-ink">
            {words}
          </code>
        ) : (
          words
        ),
      )}
    </p>
  );
}
