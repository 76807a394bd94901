"use client";

import { Plus } from "lucide-react";
import { useForbidden } from "@/components/frame/use-session";
import { path } from "@/components/path";
import { Button, ButtonLink } from "@/components/ui/button";

/** Stays visible for those who may not use it and says who may. */
export function AddEndpointButton({ children = "Add endpoint" }: { children?: string }) {
  const forbidden = useForbidden("manageEndpoints", "add endpoints");
  if (forbidden !== undefined) {
    return (
      <Button tone="primary" size="main" icon={<Plus />} disabledReason={forbidden} tipAlign="end">
        {children}
      </Button>
    );
  }
  return (
    <ButtonLink href={path.newEndpoint()} tone="primary" size="main" icon={<Plus />}>
      {children}
    </ButtonLink>
  );
}
