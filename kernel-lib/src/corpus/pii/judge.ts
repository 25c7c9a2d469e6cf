import { readOptions, rule } from '../../options.js';
import type { Document, Judge, Span } from '../document.js';
import { findPersonalData, personalKinds, type PersonalKind } from './find.js';

export interface PersonalDataOptions {
  email?: boolean;
  phone?: boolean;
  /** Chinese identity numbers with a right check digit. */
  identityNumber?: boolean;
  /** Payment cards of a known issuer with a right check digit. */
  cardNumber?: boolean;
  /** Off by default: in technical texts most are examples. */
  ipAddress?: boolean;
  /** `user:password` in `https://user:password@host`. */
  urlUser?: boolean;
}

const defaults = {
  email: true,
  phone: true,
  identityNumber: true,
  cardNumber: true,
  ipAddress: false,
  urlUser: true,
};
const optionOf: Record<PersonalKind, keyof PersonalDataOptions> = {
  email: 'email',
  phone: 'phone',
  'identity-number': 'identityNumber',
  'card-number': 'cardNumber',
  'ip-address': 'ipAddress',
  'url-user': 'urlUser',
};

/** What stands in the text instead, for example `<card-number>`. */
export const placeholderOf = (label: string): string => `<${label.replace('pii:', '')}>`;

/**
 * Replaces personal data by typed placeholders (`<email>`, `<phone>`, `<identity-number>`, `<card-number>`), and marks
 * each (`pii:email`, …). Drops nothing. Marks that the document had move with its text; one that a replacement cuts goes.
 */
export function pii(options: PersonalDataOptions = {}): Judge {
  const rules = Object.fromEntries(Object.keys(defaults).map((name) => [name, rule.boolean]));
  const chosen: Required<PersonalDataOptions> = readOptions('pii', defaults, rules, options);
  const kinds = new Set(personalKinds.filter((kind) => chosen[optionOf[kind]]));
  return {
    name: 'pii',
    judge(document) {
      const found = findPersonalData(document.text, kinds);
      return { keep: found.length === 0 ? document : replaced(document, found) };
    },
  };
}

function replaced(document: Document, found: readonly Span[]): Document {
  const placeholders: Span[] = [];
  let text = '';
  let done = 0;
  for (const { start, end, label } of found) {
    text += document.text.slice(done, start);
    const begin = text.length;
    text += placeholderOf(label);
    placeholders.push({ start: begin, end: text.length, label });
    done = end;
  }
  text += document.text.slice(done);
  const moved = movedSpans(document.spans ?? [], found, placeholders);
  const spans = [...moved, ...placeholders].sort((a, b) => a.start - b.start || a.end - b.end);
  return { ...document, text, spans };
}

/** Marks that were there, at their new places; `found` and `placeholders` belong together one by one. */
export function movedSpans(
  spans: readonly Span[],
  found: readonly Span[],
  placeholders: readonly Span[],
): Span[] {
  const result: Span[] = [];
  let next = 0;
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    while (next < found.length && found[next]!.end <= span.start) next++;
    if (next < found.length && found[next]!.start < span.end) continue;
    const shift = next === 0 ? 0 : placeholders[next - 1]!.end - found[next - 1]!.end;
    result.push({ ...span, start: span.start + shift, end: span.end + shift });
  }
  return result;
}
