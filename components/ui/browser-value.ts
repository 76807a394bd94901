"use client";

import { useState, useSyncExternalStore } from "react";

const never = () => () => {};

/**
 * A value that only the browser can make (an id, something it remembers): `whileOnServer` until hydration, then the same value for
 * as long as the component lives. Nothing mismatches and nothing is an effect.
 */
export function useBrowserValue<Value>(make: () => Value, whileOnServer: Value): Value {
  const [once] = useState(() => {
    let made: { value: Value } | null = null;
    return () => {
      made ??= { value: make() };
      return made.value;
    };
  });
  return useSyncExternalStore(never, once, () => whileOnServer);
}
