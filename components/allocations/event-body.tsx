"use client";

import { Copy } from "lucide-react";
import { Button } from "@/components/ui/button";
import { showToast } from "@/components/ui/toast-store";
import { indentJson } from "./indent-json";

/** An event as every channel delivers it: indented for reading, copied byte for byte. */
export function EventBody({ body }: { body: string }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(body);
      showToast("The event was copied as it is delivered");
    } catch {
      showToast("The browser did not allow copying", { tone: "warning" });
    }
  };
  return (
    <div className="flex flex-col items-start gap-2">
      <pre className="w-full rounded-control border bg-sunken p-3 text-label whitespace-pre-wrap wrap-anywhere">
        {indentJson(body)}
      </pre>
      <Button icon={<Copy />} onClick={copy}>
        Copy event
      </Button>
    </div>
  );
}
