"use client";

import { FileSpreadsheet, Keyboard } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { groupCount } from "@/components/format/decimal";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { type Offered, offerFile } from "../client/use-source";
import { limits } from "../pipeline/limits";

type Props = {
  onOffer: (offered: Offered) => void;
  onType: () => void;
  disabledReason: string | undefined;
  dragging: boolean;
  below?: ReactNode;
};

const accepted = ".csv,.tsv,.txt,.xlsx";

/** The ways rows come in: a file dropped anywhere or chosen, the clipboard, the keyboard. */
export function Doors({ onOffer, onType, disabledReason, dragging, below }: Props) {
  return (
    <div
      className={`flex flex-col items-center gap-6 rounded-panel border border-dashed px-4 py-14 text-center transition-colors ${
        dragging ? "border-accent bg-accent-tint" : "border-edge/60 bg-surface"
      }`}
    >
      <FileSpreadsheet aria-hidden className="size-9 text-faint" strokeWidth={1.25} />
      <div className="flex flex-col gap-1">
        <p className="text-lead font-semibold">Drop a spreadsheet anywhere on this page</p>
        <p className="text-soft">
          or copy rows in your spreadsheet and press <Kbd>Ctrl</Kbd> <Kbd>V</Kbd> here
        </p>
      </div>
      <div className="flex flex-wrap justify-center gap-2">
        <BrowseButton onOffer={onOffer} disabledReason={disabledReason} />
        <Button size="main" icon={<Keyboard />} onClick={onType} disabledReason={disabledReason}>
          Type rows
        </Button>
      </div>
      <p className="max-w-prose text-label text-faint">
        CSV, TSV, text or XLSX, up to {limits.fileBytes / 1024 / 1024} MB and {groupCount(limits.rows)} rows.
        The file stays in this browser; only the rows you submit leave it.
      </p>
      {below}
    </div>
  );
}

/** Opens the system's file chooser. */
export function BrowseButton({
  onOffer,
  disabledReason,
  tone = "primary",
  label = "Choose a file",
}: Pick<Props, "onOffer" | "disabledReason"> & { tone?: "primary" | "quiet"; label?: string }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button
        tone={tone}
        size={tone === "primary" ? "main" : "regular"}
        icon={<FileSpreadsheet />}
        disabledReason={disabledReason}
        onClick={() => input.current?.click()}
      >
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        accept={accepted}
        aria-label="Spreadsheet file"
        tabIndex={-1}
        className="sr-only"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = "";
          if (file) onOffer(offerFile(file));
        }}
      />
    </>
  );
}
