"use client";

import { type ReactNode, useId } from "react";
import { countOf } from "@/components/format/decimal";
import { Select } from "@/components/ui/select";
import { type Delimiter, delimiters } from "../pipeline/csv";
import type { Encoding } from "../pipeline/decode";
import type { ReadingChoice, SourceReading } from "../session/source";

const delimiterWords: Record<Delimiter, string> = { ",": "Comma", ";": "Semicolon", "\t": "Tab", "|": "Bar" };
const encodings: readonly Encoding[] = ["UTF-8", "UTF-16LE", "UTF-16BE", "Windows-1252"];

type Props = { reading: SourceReading; onReread: (choice: ReadingChoice) => void };

/** How the file was read, each guess open to change; the file is read again at once. */
export function ReadingChoices({ reading, onReread }: Props) {
  const { delimiter, encoding, sheetName, headerRow, head, sheets } = reading;
  const kept: ReadingChoice = {
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(encoding === undefined ? {} : { encoding }),
    ...(sheetName === undefined ? {} : { sheetName }),
  };
  return (
    <div className="flex flex-wrap gap-x-4 gap-y-3">
      {sheets.length > 1 && (
        <Choice label="Sheet" value={sheetName ?? ""} onChange={(name) => onReread({ sheetName: name })}>
          {sheetName === undefined && <option value="">Choose a sheet</option>}
          {sheets.map((sheet) => (
            <option key={sheet.name} value={sheet.name}>
              {sheet.name}, {countOf(sheet.rows, "row")}
              {sheet.hidden ? ", hidden" : ""}
            </option>
          ))}
        </Choice>
      )}
      {delimiter !== undefined && (
        <Choice
          label="Separator"
          value={delimiter}
          onChange={(text) => onReread({ ...kept, delimiter: text as Delimiter })}
        >
          {delimiters.map((text) => (
            <option key={text} value={text}>
              {delimiterWords[text]}
            </option>
          ))}
        </Choice>
      )}
      {encoding !== undefined && (
        <Choice
          label="Encoding"
          value={encoding}
          onChange={(name) => onReread({ ...kept, encoding: name as Encoding })}
        >
          {encodings.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </Choice>
      )}
      <Choice
        label="Header"
        value={headerRow === null ? "none" : String(headerRow)}
        onChange={(place) =>
          onReread({ ...kept, headerRow: place === "none" ? null : Number.parseInt(place, 10) })
        }
      >
        <option value="none">No header</option>
        {head.map(({ place, cells }) => (
          <option key={place} value={place}>
            Row {place + 1}: {cells.join(", ").slice(0, 50)}
          </option>
        ))}
      </Choice>
    </div>
  );
}

function Choice({
  label,
  value,
  onChange,
  children,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <div className="flex min-w-0 items-center gap-2 text-data text-soft">
      <label htmlFor={id}>{label}</label>
      <Select
        id={id}
        size="regular"
        className="max-w-72 min-w-0"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        {children}
      </Select>
    </div>
  );
}
