/** Work that is asked for in order and started a little ahead. */

/**
 * @param starts - each begins one piece of work; none is called twice.
 * @param width - how many may be under way at once: asking for one starts those up to `width` − 1 behind it.
 * @returns what asks for the piece at an index. Whoever stops asking starts no more.
 */
export function runAhead<T>(
  starts: readonly (() => Promise<T>)[],
  width: number,
): (index: number) => Promise<T> {
  const begun: Promise<T>[] = [];
  return (index) => {
    while (begun.length < Math.min(starts.length, index + width)) {
      const work = starts[begun.length]!();
      work.catch(() => undefined); // Told to whoever asks for it, which may be later or never.
      begun.push(work);
    }
    return begun[index]!;
  };
}
