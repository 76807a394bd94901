"use client";

import { useRouter } from "next/navigation";
import { path } from "@/components/path";
import { useShortcut } from "@/components/ui/shortcut";

/** Ctrl+Shift+Enter leads from any page of a batch to the question of closing it. */
export function CloseShortcut({ batchTransactionId }: { batchTransactionId: string }) {
  const router = useRouter();
  useShortcut("ctrl+shift+enter", () => router.push(path.closeBatch(batchTransactionId)));
  return null;
}
