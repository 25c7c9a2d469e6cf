/** What may be asked of the web, and what it does unasked. */
import { UserError } from '../../errors.js';
import { readOptions, rule, shown, type Rule } from '../../options.js';
import { PLANT_KINDS, type PlantKind, type Site, type TestItem } from './page.js';
import { webTables, type WebTables } from './tables.js';

/**
 * Plants for each document: a share of the documents' pages that carry it, or, for whole pages (exact-copy, near-copy,
 * keyword-soup, near-empty, half of advertisement and of other-language), how many pages are added for each document.
 * In books ten times as much is misread (ocr), and neither books nor papers have boilerplate or advertisements.
 */
export type Rates = Readonly<Record<PlantKind, number>>;

export const DEFAULT_RATES: Rates = {
  'exact-copy': 0.06,
  'near-copy': 0.08,
  boilerplate: 0.1,
  advertisement: 0.1,
  typo: 0.04,
  ocr: 0.02,
  mojibake: 0.04,
  'other-language': 0.04,
  'personal-data': 0.05,
  'look-alike': 0.05,
  toxic: 0.03,
  contradiction: 0.02,
  bias: 0.03,
  'test-item': 0.03,
  'keyword-soup': 0.02,
  'near-empty': 0.02,
  'broken-markup': 0.06,
};

export interface WebOptions {
  seed: number;
  /** Default: `DEFAULT_RATES`; a kind that is not named keeps its default. */
  rates?: Partial<Rates>;
  /** Default: all of `data/world-web/sites.tsv`. */
  sites?: readonly Site[];
  /** Targets of near copies, in turn. Default: .5 .6 .7 .8 .9. */
  similarities?: readonly number[];
  /** So many clean pages are copied so many times each, byte for byte. Default: none. */
  copied?: { pages: number; times: number };
  /** Share of documents that are chapters of books. Default: .05. */
  books?: number;
  /** Share of documents that are papers; of medical and legal ones five times that. Default: .03. */
  papers?: number;
  /** Which advertisements are planted. Default: `both`. */
  advertisements?: 'train' | 'unseen' | 'both';
  /** What may leak. Default: the planted items of `testItems()`. */
  testItems?: readonly TestItem[];
  /** Default: those of the course. */
  tables?: WebTables;
}

/** The options with their defaults. */
export type WebPlan = Required<Omit<WebOptions, 'rates'>> & { rates: Rates };

const list: Rule = {
  allows: (value) => Array.isArray(value) && value.length > 0,
  words: 'a list with something in it',
};
const similarityList: Rule = {
  allows: (value) =>
    list.allows(value) && (value as number[]).every((target) => target >= 0.3 && target <= 0.95),
  words: 'a list of numbers from .3 to .95',
};
const copies: Rule = {
  allows: (value) => {
    const { pages, times } = (value ?? {}) as Record<string, unknown>;
    return rule.count.allows(pages) && rule.count.allows(times);
  },
  words: '{ pages, times } with whole numbers, 0 or above',
};

/** Throws a UserError for an unknown name or a wrong value, with the value. */
export function webPlan(given: WebOptions): WebPlan {
  const tables = given?.tables ?? webTables();
  const defaults = {
    ...{ rates: {} as Partial<Rates>, sites: tables.sites, similarities: [0.5, 0.6, 0.7, 0.8, 0.9] },
    ...{ copied: { pages: 0, times: 0 }, books: 0.05, papers: 0.03, advertisements: 'both' as const },
    ...{ testItems: tables.testItems.planted, tables },
  };
  const rules: Record<string, Rule> = {
    ...{ seed: { allows: Number.isSafeInteger, words: 'a whole number' }, rates: rule.object, sites: list },
    ...{ similarities: similarityList, copied: copies, books: rule.share, papers: rule.share },
    advertisements: {
      allows: (value) => ['train', 'unseen', 'both'].includes(value as string),
      words: 'train, unseen or both',
    },
    ...{ testItems: list, tables: rule.object },
  };
  const options = readOptions('webPages', defaults, rules, given);
  if (options.seed === undefined) throw new UserError('webPages: seed is missing; give a whole number.');
  for (const language of ['en', 'zh'] as const) {
    if (!options.sites.some((site) => site.language === language)) {
      throw new UserError(`webPages: sites has none in "${language}"; give at least one in each language.`);
    }
  }
  return { ...options, rates: ratesOf(options.rates) } as WebPlan;
}

function ratesOf(given: Partial<Rates>): Rates {
  for (const [kind, rate] of Object.entries(given)) {
    if (!(PLANT_KINDS as readonly string[]).includes(kind)) {
      throw new UserError(`webPages: there is no plant "${kind}"; there are ${PLANT_KINDS.join(', ')}.`);
    }
    if (!rule.share.allows(rate)) {
      throw new UserError(`webPages: the rate of ${kind} must be a number from 0 to 1, got ${shown(rate)}.`);
    }
  }
  return { ...DEFAULT_RATES, ...given };
}
