/** What a corpus lacks, as far as its numbers tell: said in the datasheet, before somebody finds out by training. */
import { sCurve } from '../near/options.js';
import type { CorpusReport } from '../pipeline/report.js';
import type { Share } from '../pipeline/summaries.js';
import { percent, thousands } from './numbers.js';

/** Below this share of the tokens a language is hardly learnt. */
const THIN = 0.01;
/** Languages whose stop words the quality rules know. */
const KNOWN = ['en', 'zh'];

export function knownGaps(report: CorpusReport): string[] {
  return [
    ...languageGaps(report),
    ...licenceGaps(report),
    ...copyGaps(report),
    ...ruleGaps(report),
    ...personalGaps(report),
    ...readingGaps(report),
  ];
}

const shareOf = (share: Share | undefined, tokens: number) => (share?.tokens ?? 0) / Math.max(1, tokens);

function languageGaps({ languages, tokens, options }: CorpusReport): string[] {
  const gaps: string[] = [];
  const thin = Object.entries(languages).filter(
    ([name, share]) => name !== 'und' && shareOf(share, tokens) < THIN,
  );
  if (thin.length > 0) {
    const names = thin.map(([name]) => name).join(', ');
    gaps.push(
      `Less than ${percent(THIN)} of the tokens each: ${names}. A model will hardly learn these languages.`,
    );
  }
  const missing = options.languages.filter((name) => languages[name] === undefined);
  if (missing.length > 0) gaps.push(`Asked for, but not found: documents in ${missing.join(', ')}.`);
  const unknown = languages['und'];
  if (unknown !== undefined) {
    gaps.push(
      `The language of ${thousands(unknown.documents)} documents could not be told, mostly short ones.`,
    );
  }
  return gaps;
}

function licenceGaps({ licences, kept }: CorpusReport): string[] {
  const unstated = licences['not stated']?.documents ?? 0;
  if (unstated === 0) return [];
  return [
    `The source states no licence for ${thousands(unstated)} of ${thousands(kept)} documents: find out before you pass them on.`,
  ];
}

function copyGaps({ options }: CorpusReport): string[] {
  const { near, exact, bands, rows, similarity } = options;
  const gaps = exact ? [] : ['Exact copies were not looked for.'];
  if (!near) return [...gaps, 'Near copies were not looked for.'];
  const found = [0.6, 0.7, 0.8, 0.9]
    .filter((s) => s >= similarity)
    .map((s) => `${percent(sCurve(s, bands, rows))} at ${s}`)
    .join(', ');
  const least = similarity > 0 ? ` of at least ${similarity}` : '';
  return [
    ...gaps,
    `Not all near copies${least} are found: of pairs by their similarity, ${found}. Translations and retold texts are never found.`,
  ];
}

function ruleGaps({ options, languages }: CorpusReport): string[] {
  if (!options.quality) return ['No rules of quality were applied.'];
  const strange = Object.keys(languages).filter((name) => name !== 'und' && !KNOWN.includes(name));
  const gaps = [
    'The rules of quality look at form, not at truth: they drop some good texts (poems, lists, code) and keep some bad ones.',
  ];
  if (strange.length > 0) {
    gaps.push(
      `Their numbers are tried on English and Chinese; here they were also applied to ${strange.join(', ')}.`,
    );
  }
  return gaps;
}

function personalGaps({ options }: CorpusReport): string[] {
  if (!options.pii) return ['Personal data was not looked for.'];
  return [
    'Names, postal addresses and pictures of people are not looked for, only the kinds of personal data listed here.',
  ];
}

function readingGaps({ problems, skipped, options }: CorpusReport): string[] {
  const gaps: string[] = [];
  const unread = Object.values(problems).reduce((sum, count) => sum + count, 0);
  if (unread > 0)
    gaps.push(`${thousands(unread)} places of the input could not be read; problems.jsonl names each.`);
  const left = Object.values(skipped).reduce((sum, count) => sum + count, 0);
  if (left > 0)
    gaps.push(
      `${thousands(left)} files or records were left out as no text (pictures, redirects, links, hidden files).`,
    );
  if (options.testItems === '') {
    gaps.push('Nobody has looked for test items in it: give --test-items before you trust a score.');
  }
  return gaps;
}
