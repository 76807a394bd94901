"use client";

import { CircleAlert } from "lucide-react";
import { type ComponentProps, createContext, type ReactNode, useContext, useId } from "react";
import { cn } from "./class-names";

type Wiring = { id: string; describedBy: string | undefined; invalid: boolean };
const FieldWiring = createContext<Wiring | null>(null);

type FieldProps = {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  /** Shown after the label, for instance a button that fills the field. */
  aside?: ReactNode;
  className?: string;
  children: ReactNode;
};

/** Label, hint and error of one control, wired to the control inside by id. */
export function Field({ label, hint, error, aside, className, children }: FieldProps) {
  const id = useId();
  const described = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  return (
    <div className={cn("flex flex-col gap-1.5", className)}>
      <div className="flex items-baseline justify-between gap-4">
        <label htmlFor={id} className="text-data font-medium">
          {label}
        </label>
        {aside}
      </div>
      <FieldWiring value={{ id, describedBy: described || undefined, invalid: error !== undefined }}>
        {children}
      </FieldWiring>
      <FieldNotes id={id} hint={hint} error={error} />
    </div>
  );
}

/** The error first, then the hint; both are named by the control's aria-describedby. */
export function FieldNotes({
  id,
  hint,
  error,
}: {
  id: string;
  hint?: ReactNode;
  error?: string | undefined;
}) {
  return (
    <>
      {error !== undefined && (
        <p id={`${id}-error`} className="flex items-start gap-1.5 text-data text-negative">
          <CircleAlert aria-hidden className="mt-[3px] size-3.5 shrink-0" />
          <span>{error}</span>
        </p>
      )}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-label text-faint">
          {hint}
        </p>
      )}
    </>
  );
}

/** The attributes that tie a control to the Field around it. */
export function useFieldWiring(): { id?: string; "aria-describedby"?: string; "aria-invalid"?: true } {
  const wiring = useContext(FieldWiring);
  if (wiring === null) return {};
  return {
    id: wiring.id,
    ...(wiring.describedBy === undefined ? {} : { "aria-describedby": wiring.describedBy }),
    ...(wiring.invalid ? { "aria-invalid": true } : {}),
  };
}

export const controlLook =
  "w-full rounded-control border border-edge bg-surface px-3 text-body text-ink placeholder:text-faint hover:border-ink/70 aria-invalid:border-negative aria-invalid:bg-negative-tint/40 focus-visible:outline-offset-0 disabled:bg-sunken disabled:text-faint";

/** One line of text; height 40 px. */
export function Input({ className, ...rest }: ComponentProps<"input">) {
  return (
    <input
      {...useFieldWiring()}
      {...rest}
      className={cn(controlLook, "h-10 read-only:bg-sunken", className)}
    />
  );
}
