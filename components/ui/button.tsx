"use client";

import { cva, type VariantProps } from "class-variance-authority";
import { LoaderCircle } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { type ComponentProps, type MouseEvent, type ReactNode, useId } from "react";
import { cn } from "./class-names";
import { Tip } from "./tip";

export const buttonLook = cva(
  "inline-flex shrink-0 items-center justify-center gap-2 rounded-control border font-medium whitespace-nowrap transition-colors select-none [&_svg]:size-4 [&_svg]:shrink-0 aria-disabled:cursor-not-allowed",
  {
    variants: {
      tone: {
        primary:
          "border-accent bg-accent text-on-accent not-aria-disabled:hover:border-accent-strong not-aria-disabled:hover:bg-accent-strong aria-disabled:border-line aria-disabled:bg-sunken aria-disabled:text-faint",
        secondary:
          "border-edge/60 bg-surface text-ink not-aria-disabled:hover:border-edge not-aria-disabled:hover:bg-sunken aria-disabled:border-line aria-disabled:bg-transparent aria-disabled:text-faint",
        quiet:
          "border-transparent bg-transparent text-soft not-aria-disabled:hover:bg-sunken not-aria-disabled:hover:text-ink aria-disabled:text-faint",
        danger:
          "border-negative/50 bg-surface text-negative not-aria-disabled:hover:bg-negative-tint aria-disabled:border-line aria-disabled:text-faint",
      },
      size: {
        main: "h-10 px-4 text-body",
        regular: "h-8 px-3 text-data",
        icon: "size-8 text-data",
      },
    },
    defaultVariants: { tone: "secondary", size: "regular" },
  },
);

type Look = VariantProps<typeof buttonLook>;

type ButtonProps = Omit<ComponentProps<"button">, "disabled"> &
  Look & {
    icon?: ReactNode;
    /** Why the button cannot be used now. It stays visible and focusable, and says so. */
    disabledReason?: string | undefined;
    /** Work is under way: the button keeps its place and ignores further presses. */
    busy?: boolean | undefined;
    tipAlign?: "start" | "end" | "center";
  };

/** A button that is never silently dead: `disabledReason` is read out, and shown on hover and focus. */
export function Button(props: ButtonProps) {
  const { tone, size, icon, disabledReason, busy = false, tipAlign = "start", ...rest } = props;
  const { className, children, onClick, type = "button", ...button } = rest;
  const reasonId = useId();
  const blocked = busy || disabledReason !== undefined;
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    if (blocked) event.preventDefault();
    else onClick?.(event);
  };
  const element = (
    <button
      {...button}
      type={type}
      onClick={press}
      aria-disabled={blocked || undefined}
      aria-busy={busy || undefined}
      aria-describedby={disabledReason === undefined ? button["aria-describedby"] : reasonId}
      className={cn(buttonLook({ tone, size }), className)}
    >
      {busy ? <LoaderCircle aria-hidden className="animate-spin" /> : icon}
      {children}
    </button>
  );
  if (disabledReason === undefined) return element;
  return (
    <Tip id={reasonId} text={disabledReason} align={tipAlign}>
      {element}
    </Tip>
  );
}

type IconButtonProps = Omit<ButtonProps, "children" | "icon" | "size"> & { label: string; icon: ReactNode };

/** A square button whose name is only read out and shown as a tip. */
export function IconButton({ label, icon, className, tone = "quiet", ...rest }: IconButtonProps) {
  return (
    <Button
      {...rest}
      tone={tone}
      size="icon"
      aria-label={label}
      title={label}
      icon={icon}
      className={className}
    />
  );
}

type ButtonLinkProps = Omit<ComponentProps<typeof Link>, "href"> & Look & { href: Route; icon?: ReactNode };

/** A link with the weight of a button, for going somewhere rather than doing something. */
export function ButtonLink({ tone, size, icon, className, children, ...rest }: ButtonLinkProps) {
  return (
    <Link {...rest} className={cn(buttonLook({ tone, size }), className)}>
      {icon}
      {children}
    </Link>
  );
}
