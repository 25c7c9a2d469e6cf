/** Any value as text, the way Node prints it: never endless, and never an error where the value itself misbehaves. */
import { inspect, type InspectOptions } from 'node:util';

/** Characters of one value; what is longer says how much was left out. */
export const MOST_TEXT = 50_000;
/** Characters of one string inside a value. */
const MOST_STRING = 10_000;

const counted = new Intl.NumberFormat('en');

/** `3 more lines`, `1 more line`. */
export function more(count: number, what: string): string {
  return `${counted.format(count)} more ${what}${count === 1 ? '' : 's'}`;
}

/** At most about `most` characters, cut behind a whole line where there is one, with a notice of what is missing. */
export function cutText(text: string, most = MOST_TEXT): string {
  if (text.length <= most) return text;
  const line = text.lastIndexOf('\n', most);
  let end = line > most / 2 ? line : most;
  // Never half of a character that takes two places.
  if (/[\uD800-\uDBFF]/.test(text.charAt(end - 1))) end -= 1;
  return `${text.slice(0, end)}\n… ${more(text.length - end, 'character')} left out`;
}

/** What `read` returns, or `undefined` where a getter or a proxy throws. */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    // The value's own code failed; whoever shows the value goes on without this part of it.
    return undefined;
  }
}

/** The value as Node would print it, cut where it is long. A property that throws does not hurt. */
export function inspectText(value: unknown, options: InspectOptions = {}): string {
  const all = { maxStringLength: MOST_STRING, ...options };
  const text =
    attempt(() => inspect(value, all)) ?? attempt(() => inspect(value, { ...all, customInspect: false }));
  return cutText(text ?? `[${typeof value} that cannot be shown]`);
}
