"use client";

import { Plus } from "lucide-react";
import { useState } from "react";
import { useForbidden } from "@/components/frame/use-session";
import { Button } from "@/components/ui/button";
import { CreateKeyDialog } from "./create-key-dialog";

/** Stays visible for those who may not use it and says who may. */
export function CreateKeyButton({ children = "Make a key" }: { children?: string }) {
  const [open, setOpen] = useState(false);
  const forbidden = useForbidden("manageApiKeys", "make API keys");
  return (
    <>
      <Button
        tone="primary"
        size="main"
        icon={<Plus />}
        disabledReason={forbidden}
        tipAlign="end"
        onClick={() => setOpen(true)}
      >
        {children}
      </Button>
      {open && <CreateKeyDialog onClose={() => setOpen(false)} />}
    </>
  );
}
