import Link from "next/link";
import { CountText } from "@/components/format/count-text";
import { countOf, groupCount } from "@/components/format/decimal";
import { Missing } from "@/components/format/decimal-text";
import { TimeText } from "@/components/format/time-text";
import { path } from "@/components/path";
import { StatusBadge } from "@/components/ui/badge";
import { RowLink, RowTh, Table, TableRegion, Td, Th, Tr } from "@/components/ui/table";
import type { Endpoint } from "../outputs";
import { endpointLook, kindWords, shortUrl, subscribedWords } from "./endpoint-words";

/** The list on screens from 768 px on. */
export function EndpointTable({ items }: { items: readonly Endpoint[] }) {
  return (
    <TableRegion label="Table of endpoints" fitsFrom="xl" className="hidden md:block">
      <Table caption="Endpoints, oldest first">
        <thead>
          <tr>
            <Th>Endpoint</Th>
            <Th>Events</Th>
            <Th>Status</Th>
            <Th numeric>Delivered</Th>
            <Th numeric>Failed attempts</Th>
            <Th numeric unit="ms">
              p95
            </Th>
            <Th numeric>Waiting</Th>
            <Th numeric>Dead</Th>
            <Th numeric>Last failure</Th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <EndpointTableRow key={item.id} item={item} />
          ))}
        </tbody>
      </Table>
    </TableRegion>
  );
}

function EndpointTableRow({ item }: { item: Endpoint }) {
  return (
    <Tr>
      <RowTh className="max-w-64 py-2 lg:max-w-80">
        <RowLink href={path.endpoint(item.id)} title={item.url} className="block truncate">
          {shortUrl(item.url)}
        </RowLink>
        <span className="block truncate text-label text-faint">
          {kindWords[item.kind]}
          {item.description !== "" && `, ${item.description}`}
        </span>
      </RowTh>
      <Td className="text-soft">{subscribedWords(item.subscribedEvents)}</Td>
      <Td>
        <StatusBadge look={endpointLook(item)} />
      </Td>
      <Td numeric>
        <CountText value={item.delivered} />
      </Td>
      <Td numeric>
        <Trouble count={item.failedAttempts} />
      </Td>
      <Td numeric>{item.p95Ms === null ? <Missing /> : groupCount(item.p95Ms)}</Td>
      <Td numeric>
        <CountText value={item.waiting} className={item.waiting === 0 ? "text-faint" : ""} />
      </Td>
      <Td numeric>
        <Trouble count={item.dead} />
      </Td>
      <Td numeric className="text-soft">
        {item.lastFailureAt === null ? (
          <Missing word="no failure" />
        ) : (
          <TimeText value={item.lastFailureAt} />
        )}
      </Td>
    </Tr>
  );
}

function Trouble({ count }: { count: number }) {
  return <CountText value={count} className={count === 0 ? "text-faint" : "text-negative"} />;
}

/** The list on narrow screens: one block an endpoint. */
export function EndpointCards({ items }: { items: readonly Endpoint[] }) {
  return (
    <ul className="flex flex-col border-t md:hidden">
      {items.map((item) => (
        <li key={item.id} className="relative flex flex-col gap-1.5 border-b py-3.5">
          <Link
            href={path.endpoint(item.id)}
            className="font-medium wrap-anywhere after:absolute after:inset-0"
          >
            {shortUrl(item.url)}
          </Link>
          <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 text-data text-soft">
            <StatusBadge look={endpointLook(item)} />
            <span>{subscribedWords(item.subscribedEvents)}</span>
          </div>
          <p className="text-data text-soft">
            {groupCount(item.delivered)} delivered, {countOf(item.failedAttempts, "failed attempt")}
            {item.waiting > 0 && `, ${groupCount(item.waiting)} waiting`}
            {item.dead > 0 && <span className="text-negative">, {groupCount(item.dead)} dead</span>}
          </p>
        </li>
      ))}
    </ul>
  );
}
