import { type ReactNode, useId } from "react";

type Props = {
  label: string;
  /** Steps done and steps in all; plain counts, so that the bar needs no division of ours. */
  value: number;
  max: number;
  /** The state in words, for instance "4,200 of 5,000". Also what assistive technology reads. */
  text: string;
  note?: ReactNode;
};

/** A native progress bar with its figure beside it. */
export function ProgressBar({ label, value, max, text, note }: Props) {
  const id = useId();
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-baseline justify-between gap-4">
        <span id={id} className="text-data font-medium">
          {label}
        </span>
        <span className="text-data text-soft">{text}</span>
      </div>
      <progress
        className="progress-bar"
        aria-labelledby={id}
        aria-valuetext={text}
        value={Math.min(value, max)}
        max={Math.max(max, 1)}
      />
      {note !== undefined && <div className="text-label text-faint">{note}</div>}
    </div>
  );
}
