/** Indexes of at most `most` of `count` points, evenly spread, the last one always among them. */
export function everyNth(count: number, most: number): number[] {
  const step = Math.max(1, Math.ceil(count / most));
  const indexes = Array.from({ length: Math.floor((count + step - 1) / step) }, (_, at) => at * step);
  if (count > 0 && indexes.at(-1) !== count - 1) indexes.push(count - 1);
  return indexes;
}
