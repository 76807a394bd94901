"use client";

import { useState } from "react";
import { useNow } from "./now";

const everyMs = 10_000;

/** Tells a screen reader how things stand, at most every ten seconds, however fast the figures move. */
export function Spoken({ text }: { text: string }) {
  const moment = useNow(everyMs);
  return (
    <p role="status" className="sr-only">
      <Said key={moment} text={text} />
    </p>
  );
}

function Said({ text }: { text: string }) {
  const [said] = useState(text);
  return said;
}
