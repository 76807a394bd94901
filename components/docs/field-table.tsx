import { RowTh, Table, TableRegion, Td, Th, Tr } from "@/components/ui/table";
import type { Field } from "./reference";

type Props = { caption: string; fields: readonly (Field & { place?: string })[] };

/** Properties or parameters, one a row; nested ones carry their path. */
export function FieldTable({ caption, fields }: Props) {
  if (fields.length === 0) return null;
  return (
    <TableRegion label={caption}>
      <Table caption={caption}>
        <thead>
          <tr>
            <Th>{caption}</Th>
            <Th>Type</Th>
            <Th>Meaning</Th>
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <Tr key={`${field.place ?? ""} ${field.path}`}>
              <RowTh className="py-1.5 align-top">
                <code className="text-label font-medium">{field.path}</code>
                {!field.required && <span className="ml-2 text-label text-faint">optional</span>}
              </RowTh>
              <Td className="py-1.5 align-top text-soft">{field.type}</Td>
              <Td className="min-w-40 py-1.5 align-top text-soft">
                {field.place === undefined
                  ? field.note
                  : [`in the ${field.place}`, field.note].filter(Boolean).join("; ")}
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </TableRegion>
  );
}
