"use client";

import { Keyboard } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { path } from "@/components/path";
import { Button, IconButton } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { useShortcut, useSingleKeys } from "@/components/ui/shortcut";
import { type Section, sections } from "./sections";

const actions = [
  { keys: "c", does: "Open a new batch" },
  { keys: "/", does: "Search this list" },
  { keys: "alt+enter", does: "Submit the rows of an import" },
  { keys: "ctrl+shift+enter", does: "Close the batch" },
  { keys: "?", does: "Show this help" },
];

/** "g b" is two keys in a row, "ctrl+enter" two at once. */
const caps = (keys: string): string[] =>
  keys
    .split(/[ +]/)
    .map((key) => (key.length === 1 ? key.toUpperCase() : key.charAt(0).toUpperCase() + key.slice(1)));

/** The frame's shortcuts, and the sheet that lists them with the switch for single keys. */
export function KeyboardHelp() {
  const [open, setOpen] = useState(false);
  const [singleKeys, setSingleKeys] = useSingleKeys();
  const router = useRouter();
  useShortcut("?", () => setOpen(true));
  useShortcut("c", () => router.push(path.newBatch()));
  return (
    <>
      {sections.map((section) => (
        <SectionShortcut key={section.href} section={section} />
      ))}
      <IconButton label="Keyboard shortcuts" icon={<Keyboard />} onClick={() => setOpen(true)} />
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title="Keyboard shortcuts"
        description="They rest while you type and while a dialog is open."
        footer={
          <Button data-initial-focus onClick={() => setOpen(false)}>
            Close
          </Button>
        }
      >
        <dl className="flex flex-col text-data">
          {sections.map(({ label, keys }) => (
            <Shortcut key={keys} does={`Go to ${label}`} keys={keys} />
          ))}
          {actions.map(({ keys, does }) => (
            <Shortcut key={keys} does={does} keys={keys} />
          ))}
        </dl>
        <label className="mt-4 flex min-h-8 items-center gap-2.5 text-data">
          <input
            type="checkbox"
            className="size-4 accent-accent"
            checked={singleKeys}
            onChange={(event) => setSingleKeys(event.target.checked)}
          />
          Single keys act as shortcuts
        </label>
      </Dialog>
    </>
  );
}

function Shortcut({ keys, does }: { keys: string; does: string }) {
  return (
    <div className="flex min-h-9 items-center justify-between gap-6 border-b">
      <dt>{does}</dt>
      <dd className="flex items-center gap-1">
        {caps(keys).map((key) => (
          <Kbd key={key}>{key}</Kbd>
        ))}
      </dd>
    </div>
  );
}

function SectionShortcut({ section }: { section: Section }) {
  const router = useRouter();
  useShortcut(section.keys, () => router.push(section.href));
  return null;
}
