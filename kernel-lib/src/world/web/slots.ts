/** The slots that texts of the tables may have, so that a slip in one is told with its line and not met in a page. */
import type { Column } from './table.js';

const ADVERTISEMENT = ['item', 'shop', 'price', 'percent', 'days', 'count'];

/** Slots of the phrases that have some, by use; other uses have none. All of them must be there. */
const OF_USE: Readonly<Record<string, readonly string[]>> = { 'question-frame': ['question', 'answer'] };
/** Each of these uses has its own name as its slot. */
const NAMED = [
  ...['email', 'phone', 'identity-number', 'card-number', 'order-number', 'isbn', 'date', 'coordinates'],
  ...['version', 'invalid-identity-number', 'invalid-card-number', 'handle', 'measure'],
  ...['student-number', 'time-stamp', 'parcel-number'],
];

const slotsIn = (text: string) => [...text.matchAll(/\{([^}]*)\}/g)].map(([, slot]) => slot!);
const listed = (slots: readonly string[]) => slots.map((slot) => `{${slot}}`).join(' ');

function unknown(text: string, allowed: readonly string[]): string | undefined {
  const wrong = slotsIn(text).find((slot) => !allowed.includes(slot));
  if (wrong === undefined) return undefined;
  return allowed.length === 0
    ? `there is no slot {${wrong}}; write it without braces`
    : `there is no slot {${wrong}}; there are ${listed(allowed)}`;
}

/** The text of a phrase. */
export const phraseText: Column = (value, { use }) => {
  if (use === 'job-sentence') {
    const wrong = unknown(value, ['job', 'he', 'his']);
    return wrong ?? (value.includes('{job}') ? undefined : 'it needs the slot {job}');
  }
  const slots = NAMED.includes(use!) ? [use!] : (OF_USE[use!] ?? []);
  const missing = slots.find((slot) => !value.includes(`{${slot}}`));
  return unknown(value, slots) ?? (missing === undefined ? undefined : `it needs the slot {${missing}}`);
};

/** The text of a part of an advertisement: only titles and lines have slots. */
export const advertisementText: Column = (value, { part }) =>
  unknown(value, part === 'title' || part === 'line' ? ADVERTISEMENT : []);
