"use client";

import { Missing } from "@/components/format/decimal-text";
import { TimeText } from "@/components/format/time-text";
import { useForbidden } from "@/components/frame/use-session";
import { StatusBadge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { RowTh, Table, TableRegion, Td, Th, Tr } from "@/components/ui/table";
import type { ApiKey } from "../outputs";
import type { KeyQuestion } from "./key-list";
import { keyLooks, scopeWords } from "./key-words";

type Props = { items: readonly ApiKey[]; onAsk: (question: KeyQuestion) => void };

const scopesText = ({ scopes }: ApiKey): string => scopes.map((scope) => scopeWords[scope].label).join(", ");

/** The keys on screens from 768 px on. */
export function KeyTable({ items, onAsk }: Props) {
  return (
    <TableRegion label="Table of API keys" fitsFrom="xl" className="hidden md:block">
      <Table caption="API keys, newest first">
        <thead>
          <tr>
            <Th>Key</Th>
            <Th>Scopes</Th>
            <Th>Status</Th>
            <Th>Last used</Th>
            <Th>Expires</Th>
            <Th>Made</Th>
            <Th>
              <span className="sr-only">Actions</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <Tr key={item.publicId}>
              <RowTh className="py-2">
                <span className="block font-medium">{item.name}</span>
                <code className="block text-label text-faint">{item.prefix}…</code>
              </RowTh>
              <Td className="text-soft">{scopesText(item)}</Td>
              <Td>
                <Standing item={item} />
              </Td>
              <Td>
                <LastUsed item={item} />
              </Td>
              <Td className="text-soft">
                {item.expiresAt === null ? "Never" : <TimeText value={item.expiresAt} />}
              </Td>
              <Td className="py-2 text-soft">
                <TimeText value={item.createdAt} kind="day" className="block whitespace-nowrap" />
                <span className="text-label whitespace-nowrap text-faint">by {item.createdBy}</span>
              </Td>
              <Td>
                <Actions item={item} onAsk={onAsk} />
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </TableRegion>
  );
}

function Standing({ item }: { item: ApiKey }) {
  return (
    <span className="flex flex-col items-start">
      <StatusBadge look={keyLooks[item.state]} />
      {item.replacedBy !== null && (
        <span className="text-label text-faint">
          replaced by <code>{item.replacedBy}…</code>
        </span>
      )}
      {item.revokedBy !== null && <span className="text-label text-faint">by {item.revokedBy}</span>}
    </span>
  );
}

function LastUsed({ item }: { item: ApiKey }) {
  if (item.lastUsedAt === null) return <Missing word="never used" />;
  return (
    <>
      <TimeText value={item.lastUsedAt} className="block whitespace-nowrap" />
      {item.lastUsedFrom !== null && <span className="text-label text-faint">from {item.lastUsedFrom}</span>}
    </>
  );
}

function Actions({ item, onAsk }: { item: ApiKey; onAsk: Props["onAsk"] }) {
  const forbidden = useForbidden("manageApiKeys", "change API keys");
  if (item.state !== "active") return null;
  const replaced = item.replacedBy === null ? undefined : "It was rolled already. Roll the newer key.";
  return (
    <span className="flex justify-end gap-2">
      <Button
        tipAlign="end"
        aria-label={`Roll ${item.name}`}
        disabledReason={forbidden ?? replaced}
        onClick={() => onAsk({ ask: "roll", key: item })}
      >
        Roll
      </Button>
      <Button
        tone="danger"
        tipAlign="end"
        aria-label={`Revoke ${item.name}`}
        disabledReason={forbidden}
        onClick={() => onAsk({ ask: "revoke", key: item })}
      >
        Revoke
      </Button>
    </span>
  );
}

/** The keys on narrow screens, one block each. */
export function KeyCards({ items, onAsk }: Props) {
  return (
    <ul className="flex flex-col border-t md:hidden">
      {items.map((item) => (
        <li key={item.publicId} className="flex flex-col gap-2 border-b py-3.5 text-data">
          <div className="flex items-start justify-between gap-4">
            <span className="min-w-0">
              <span className="block text-body font-medium wrap-anywhere">{item.name}</span>
              <code className="text-label text-faint">{item.prefix}…</code>
            </span>
            <Standing item={item} />
          </div>
          <p className="text-soft">{scopesText(item)}</p>
          <p className="text-label text-faint">
            {item.lastUsedAt === null ? (
              "Never used"
            ) : (
              <>
                Last used <TimeText value={item.lastUsedAt} />
              </>
            )}
            {item.expiresAt !== null && (
              <>
                , expires <TimeText value={item.expiresAt} kind="day" />
              </>
            )}
          </p>
          <Actions item={item} onAsk={onAsk} />
        </li>
      ))}
    </ul>
  );
}
