"use client";

import { Menu as MenuIcon } from "lucide-react";
import Link from "next/link";
import { IconButton } from "@/components/ui/button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { sections } from "./sections";

/** The rail of narrow screens: the same sections under one button. */
export function SectionMenu() {
  return (
    <Menu label="Sections" align="start" trigger={<IconButton label="Sections" icon={<MenuIcon />} />}>
      {sections.map((section) => {
        const Icon = section.icon;
        return (
          <MenuItem key={section.href} asChild>
            <Link href={section.href}>
              <Icon aria-hidden />
              {section.label}
            </Link>
          </MenuItem>
        );
      })}
    </Menu>
  );
}
