"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { groupCount } from "@/components/format/decimal";
import { FailureNotice } from "@/components/frame/failure-notice";
import { useTRPC } from "@/components/trpc/client";
import { EmptyState } from "@/components/ui/empty-state";
import { TableSkeleton } from "@/components/ui/skeleton";
import type { ApiKey } from "../outputs";
import { CreateKeyButton } from "./create-key-button";
import { KeyCards, KeyTable } from "./key-rows";
import { RevokeKeyDialog } from "./revoke-key-dialog";
import { RollKeyDialog } from "./roll-key-dialog";

export type KeyQuestion = { ask: "roll" | "revoke"; key: ApiKey };

/** The firm's keys, newest first, with those that have ended. */
export function KeyList() {
  const trpc = useTRPC();
  const list = useQuery(trpc.apiKeys.list.queryOptions(undefined, { refetchInterval: 10_000 }));
  const [question, setQuestion] = useState<KeyQuestion | null>(null);
  if (list.isError && list.data === undefined) {
    return (
      <FailureNotice
        error={list.error}
        title="The keys could not be read"
        nothingSaved="Reading saves nothing, so nothing was changed."
        onRetry={() => void list.refetch()}
        busy={list.isFetching}
      />
    );
  }
  if (list.data === undefined) return <TableSkeleton rows={4} columns={6} label="Reading the keys" />;
  const { items } = list.data;
  if (items.length === 0) {
    return (
      <EmptyState title="No key yet" action={<CreateKeyButton>Make the first key</CreateKeyButton>}>
        A key stands for one of your systems. It goes into Authorization, has only the scopes that you give
        it, and can be rolled without a gap.
      </EmptyState>
    );
  }
  const active = items.filter(({ state }) => state === "active").length;
  const close = () => setQuestion(null);
  return (
    <div className="flex flex-col gap-4">
      <KeyTable items={items} onAsk={setQuestion} />
      <KeyCards items={items} onAsk={setQuestion} />
      <p className="text-label text-faint">{groupCount(active)} of at most 50 active keys.</p>
      {question?.ask === "roll" && <RollKeyDialog apiKey={question.key} onClose={close} />}
      {question?.ask === "revoke" && <RevokeKeyDialog apiKey={question.key} onClose={close} />}
    </div>
  );
}
