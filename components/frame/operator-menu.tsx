"use client";

import { BookOpen, ChevronDown, CircleUserRound, LogOut } from "lucide-react";
import { signOut } from "next-auth/react";
import { path } from "@/components/path";
import { Button } from "@/components/ui/button";
import { Menu, MenuDivider, MenuItem } from "@/components/ui/menu";

export type OperatorCard = { name: string; email: string; role: string };

/** Who is signed in, in which role, and the way out. */
export function OperatorMenu({ operator, firmName }: { operator: OperatorCard; firmName: string }) {
  return (
    <Menu
      label="Operator"
      trigger={
        <Button tone="quiet" className="max-w-44 px-2">
          <CircleUserRound aria-hidden className="sm:hidden" />
          <span className="truncate max-sm:sr-only">{operator.name}</span>
          <ChevronDown aria-hidden className="text-faint" />
        </Button>
      }
    >
      <div className="flex flex-col px-2.5 py-2">
        <span className="font-medium wrap-anywhere">{operator.email}</span>
        <span className="text-label text-faint">
          {operator.role} at {firmName}
        </span>
      </div>
      <MenuDivider />
      <MenuItem onSelect={() => window.open(path.docs(), "_blank", "noopener")}>
        <BookOpen aria-hidden />
        Firm API
      </MenuItem>
      <MenuItem onSelect={() => void signOut({ callbackUrl: path.signIn() })}>
        <LogOut aria-hidden />
        Sign out
      </MenuItem>
    </Menu>
  );
}
