import { Fragment } from "react";
import { groupCount } from "@/components/format/decimal";
import { TimeText } from "@/components/format/time-text";
import { cn } from "@/components/ui/class-names";
import { CopyId } from "@/components/ui/copy-id";
import { RowTh, Table, TableRegion, Td, Th, Tr } from "@/components/ui/table";
import type { LoggedRequest } from "../outputs";

type Props = { items: readonly LoggedRequest[] };

/** The log on screens from 768 px on; under a refused request stands what to do about it. */
export function RequestTable({ items }: Props) {
  return (
    <TableRegion label="Table of requests" fitsFrom="xl" className="hidden md:block">
      <Table caption="Requests, newest first">
        <thead>
          <tr>
            <Th>Status</Th>
            <Th>Request</Th>
            <Th>Key or login</Th>
            <Th numeric unit="ms">
              Took
            </Th>
            <Th>Request id</Th>
            <Th numeric>At</Th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <Fragment key={item.requestId}>
              <RequestLine item={item} />
              {item.error !== null && (
                <tr>
                  <td colSpan={6} className="border-b pb-3">
                    <Explanation item={item} />
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </Table>
    </TableRegion>
  );
}

function RequestLine({ item }: { item: LoggedRequest }) {
  const bare = item.error === null ? "" : "border-b-0";
  return (
    <Tr>
      <Td className={bare}>
        <StatusCode status={item.status} />
      </Td>
      <RowTh className={cn("w-full min-w-72 py-1.5", bare)}>
        <RequestWords item={item} />
      </RowTh>
      <Td className={cn("py-1.5 whitespace-nowrap", bare)}>
        <code className="text-label">{item.credential}</code>
        {item.address !== null && <span className="block text-label text-faint">from {item.address}</span>}
      </Td>
      <Td numeric className={bare}>
        {groupCount(item.durationMs)}
      </Td>
      <Td className={cn("whitespace-nowrap", bare)}>
        <CopyId id={item.requestId} of="request id" />
      </Td>
      <Td numeric className={cn("text-soft", bare)}>
        <TimeText value={item.at} />
      </Td>
    </Tr>
  );
}

const RequestWords = ({ item }: { item: LoggedRequest }) => (
  <>
    <span className="mr-2 font-medium">{item.method}</span>
    <code className="text-label wrap-anywhere">{item.path}</code>
  </>
);

function StatusCode({ status }: { status: number }) {
  const tone = status < 300 ? "text-positive" : status < 500 ? "text-warning" : "text-negative";
  const word = status < 300 ? "served" : status < 500 ? "refused" : "failed";
  return (
    <span className={cn("font-medium whitespace-nowrap", tone)}>
      {status} <span className="font-normal">{word}</span>
    </span>
  );
}

/** Code, what it said then, what the code means and what the caller can do. */
function Explanation({ item }: { item: LoggedRequest }) {
  return (
    <div className="flex flex-col gap-0.5 rounded-control border bg-sunken px-3 py-2 text-data">
      <p className="wrap-anywhere">
        <code className="mr-2 text-label font-medium">{item.error}</code>
        {item.message}
      </p>
      {item.explanation !== null && item.explanation !== item.message && (
        <p className="text-soft">{item.explanation}</p>
      )}
      {item.action !== null && (
        <p>
          <span className="font-medium">What to do:</span> {item.action}
        </p>
      )}
    </div>
  );
}

/** The log on narrow screens, one block a request. */
export function RequestCards({ items }: Props) {
  return (
    <ul className="flex flex-col border-t md:hidden">
      {items.map((item) => (
        <li key={item.requestId} className="flex flex-col gap-1.5 border-b py-3 text-data">
          <div className="flex items-center justify-between gap-4">
            <StatusCode status={item.status} />
            <TimeText value={item.at} className="text-label text-faint" />
          </div>
          <p>
            <RequestWords item={item} />
          </p>
          {item.error !== null && <Explanation item={item} />}
          <div className="flex flex-wrap items-center justify-between gap-x-4 text-soft">
            <code className="text-label">{item.credential}</code>
            <span>{groupCount(item.durationMs)} ms</span>
            <CopyId id={item.requestId} of="request id" />
          </div>
        </li>
      ))}
    </ul>
  );
}
