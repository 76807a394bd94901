/**
 * Epoch milliseconds that never go back while the process runs, nor behind `notBefore`: a wall clock that is set back must
 * not make an order that was DONE work again. It follows the wall clock forward.
 */
export function steadyClock(notBefore: number): () => number {
  let latest = Math.max(Date.now(), notBefore);
  let readAt = performance.now();
  return () => {
    const tick = performance.now();
    latest = Math.max(Date.now(), latest + tick - readAt);
    readAt = tick;
    return Math.floor(latest);
  };
}
