"use client";

import { Check } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./class-names";

type Props = { trigger: ReactNode; label: string; align?: "start" | "end"; children: ReactNode };

/** A list of actions under a button; arrow keys, type-ahead and Escape as users expect of a menu. */
export function Menu({ trigger, label, align = "end", children }: Props) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          aria-label={label}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className="z-40 max-w-[calc(100vw-1rem)] min-w-52 rounded-control border bg-surface p-1 text-data text-ink shadow-lift"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

const itemLook =
  "relative flex min-h-8 items-center gap-2.5 rounded-tight px-2.5 outline-none select-none data-disabled:text-faint data-highlighted:bg-sunken data-highlighted:outline-2 data-highlighted:-outline-offset-2 data-highlighted:outline-accent/60 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-faint";

/** One action; with `asChild` it can be a link. */
export function MenuItem({ className, ...rest }: ComponentProps<typeof DropdownMenu.Item>) {
  return <DropdownMenu.Item {...rest} className={cn(itemLook, className)} />;
}

/** A heading inside a menu. */
export function MenuLabel({ children }: { children: ReactNode }) {
  return (
    <DropdownMenu.Label className="px-2.5 pt-2 pb-1 text-label text-faint">{children}</DropdownMenu.Label>
  );
}

/** A hairline between groups of items. */
export function MenuDivider() {
  return <DropdownMenu.Separator className="-mx-1 my-1 border-t" />;
}

type ChoiceProps = {
  label: string;
  value: string;
  onValueChange: (value: string) => void;
  options: readonly { value: string; label: string; icon?: ReactNode }[];
};

/** One of several, marked with a tick. */
export function MenuChoice({ label, value, onValueChange, options }: ChoiceProps) {
  return (
    <>
      <MenuLabel>{label}</MenuLabel>
      <DropdownMenu.RadioGroup aria-label={label} value={value} onValueChange={onValueChange}>
        {options.map((option) => (
          <DropdownMenu.RadioItem key={option.value} value={option.value} className={cn(itemLook, "pr-9")}>
            {option.icon}
            {option.label}
            <DropdownMenu.ItemIndicator className="absolute right-2.5">
              <Check aria-hidden />
            </DropdownMenu.ItemIndicator>
          </DropdownMenu.RadioItem>
        ))}
      </DropdownMenu.RadioGroup>
    </>
  );
}
