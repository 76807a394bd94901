"use client";

import { useState } from "react";
import { countOf } from "@/components/format/decimal";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Select } from "@/components/ui/select";
import { requiredFields } from "@/server/domain/allocation/columns";
import { type Mapping, mappingFaults, type Source } from "../pipeline/mapping";
import { type Field, fieldLabels, fields } from "../session/fields";
import type { ReadingChoice, SourceReading } from "../session/source";
import { ReadingChoices } from "./reading-choices";

type Props = {
  reading: SourceReading;
  proposed: Mapping;
  symbol: string;
  onReread: (choice: ReadingChoice) => void;
  onApply: (mapping: Mapping) => void;
  onCancel: () => void;
};

const required: readonly Field[] = requiredFields;

/** Which column is which: asked only when the headers do not say it themselves. */
export function MappingStep({ reading, proposed, symbol, onReread, onApply, onCancel }: Props) {
  const [mapping, setMapping] = useState(proposed);
  const { missing, doubled } = mappingFaults(mapping, reading.columns.length);
  const needsSheet = reading.kind === "xlsx" && reading.sheetName === undefined;
  const reason = needsSheet
    ? "Choose the sheet that holds the rows first."
    : missing.length > 0
      ? `Still needed: ${missing.map((field) => fieldLabels[field].toLowerCase()).join(", ")}.`
      : doubled.length > 0
        ? "One column cannot serve two fields."
        : undefined;
  return (
    <section aria-labelledby="columns" className="flex flex-col gap-6">
      <div className="flex flex-col gap-1">
        <h2 id="columns" className="text-lead font-semibold">
          Which column is which?
        </h2>
        <p className="text-soft">
          {reading.name}, {countOf(reading.rows, "row")}. The choice is remembered once the rows are
          submitted.
        </p>
      </div>
      <ReadingChoices reading={reading} onReread={onReread} />
      {needsSheet ? (
        <Notice title="This workbook has several sheets">Choose the one that holds the allocations.</Notice>
      ) : (
        <FieldRows reading={reading} mapping={mapping} symbol={symbol} onChange={setMapping} />
      )}
      <div className="flex flex-wrap gap-2">
        <Button tone="primary" size="main" disabledReason={reason} onClick={() => onApply(mapping)}>
          Use these columns
        </Button>
        <Button size="main" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </section>
  );
}

type RowsProps = {
  reading: SourceReading;
  mapping: Mapping;
  symbol: string;
  onChange: (mapping: Mapping) => void;
};

function FieldRows({ reading, mapping, symbol, onChange }: RowsProps) {
  return (
    <ul aria-label="Fields and their columns" className="flex flex-col border-t">
      {fields.map((field) => (
        <FieldRow
          key={field}
          field={field}
          source={mapping[field]}
          reading={reading}
          symbol={symbol}
          onChange={(source) => onChange({ ...mapping, [field]: source })}
        />
      ))}
    </ul>
  );
}

type RowProps = {
  field: Field;
  source: Source;
  reading: SourceReading;
  symbol: string;
  onChange: (source: Source) => void;
};

function FieldRow({ field, source, reading, symbol, onChange }: RowProps) {
  const mustHave = required.includes(field);
  const lacking = mustHave && source.from === "nothing";
  const samples = source.from === "column" ? (reading.columns[source.position]?.samples ?? []) : [];
  return (
    <li className="grid grid-cols-1 items-center gap-x-6 gap-y-1 border-b py-2.5 md:grid-cols-[11rem_18rem_minmax(0,1fr)]">
      <label htmlFor={`column-of-${field}`} className="text-data font-medium">
        {fieldLabels[field]}
        {mustHave && <span className="ml-1.5 text-label font-normal text-faint">required</span>}
      </label>
      <Select
        id={`column-of-${field}`}
        size="regular"
        className="w-full"
        value={toValue(source)}
        aria-invalid={lacking || undefined}
        aria-describedby={`samples-of-${field}`}
        onChange={(event) => onChange(fromValue(event.target.value))}
      >
        <option value="nothing">{nothingWords(field, symbol)}</option>
        {constants[field]?.map((text) => (
          <option key={text} value={`constant:${text}`}>
            All rows {text}
          </option>
        ))}
        {field === "clientTransactionId" && <option value="generated">Generate ids</option>}
        {reading.columns.map(({ position, header }) => (
          <option key={position} value={`column:${position}`}>
            {header}
          </option>
        ))}
      </Select>
      <p
        id={`samples-of-${field}`}
        className={`truncate text-data ${lacking ? "text-negative" : "text-faint"}`}
      >
        {lacking ? "No column chosen yet" : sourceWords(source, samples, field)}
      </p>
    </li>
  );
}

const constants: Partial<Record<Field, readonly string[]>> = { side: ["BUY", "SELL"] };

const nothingWords = (field: Field, symbol: string): string =>
  field === "symbol"
    ? `All rows ${symbol}`
    : required.includes(field)
      ? "Choose a column"
      : "Not in this file";

function sourceWords(source: Source, samples: readonly string[], field: Field): string {
  if (source.from === "column") return samples.length === 0 ? "The column is empty" : samples.join("   ·   ");
  if (source.from === "generated")
    return "Made from the file and the row: the same file again gives the same ids";
  if (source.from === "constant") return "";
  return field === "symbol" ? "" : "Left out";
}

const toValue = (source: Source): string =>
  source.from === "column"
    ? `column:${source.position}`
    : source.from === "constant"
      ? `constant:${source.text}`
      : source.from;

function fromValue(value: string): Source {
  if (value.startsWith("column:")) return { from: "column", position: Number.parseInt(value.slice(7), 10) };
  if (value.startsWith("constant:")) return { from: "constant", text: value.slice(9) };
  return value === "generated" ? { from: "generated" } : { from: "nothing" };
}
