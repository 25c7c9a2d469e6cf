/** Pages of the small web: what a crawler would find, and the truth about what is wrong with each. */
import type { Language } from '../document.js';

/** What can be planted. */
export type PlantKind =
  /** Byte for byte the text of another page. */
  | 'exact-copy'
  /** An edited text of another page, at a known similarity. */
  | 'near-copy'
  /** Lines that stand on many pages: "Share this page". */
  | 'boilerplate'
  | 'advertisement'
  /** Slips of the pen. */
  | 'typo'
  /** Letters misread by a scanner. */
  | 'ocr'
  /** Bytes of one encoding read as another. */
  | 'mojibake'
  | 'other-language'
  | 'personal-data'
  /** Looks like personal data and is none: it has to stay. */
  | 'look-alike'
  /** Rude words, harmless ones. */
  | 'toxic'
  /** Says something else than the world's facts. */
  | 'contradiction'
  /** A job and a gender, paired as prejudice has it more often than not. */
  | 'bias'
  /** A question of the examination, with its answer. */
  | 'test-item'
  | 'keyword-soup'
  | 'near-empty'
  /** The HTML is broken; the text is whole. */
  | 'broken-markup';

export const PLANT_KINDS = [
  ...(['exact-copy', 'near-copy', 'boilerplate', 'advertisement', 'typo', 'ocr', 'mojibake'] as const),
  ...(['other-language', 'personal-data', 'look-alike', 'toxic', 'contradiction', 'bias'] as const),
  ...(['test-item', 'keyword-soup', 'near-empty', 'broken-markup'] as const),
] satisfies readonly PlantKind[];

/** A place in a page's text: UTF-16 offsets, end exclusive. */
export interface PlantSpan {
  start: number;
  end: number;
  /**
   * What is there. advertisement: `train/garden-pots` (split and family of the template); personal-data: `email`,
   * `phone`, `identity-number`, `card-number`; look-alike: `isbn`, …; mojibake: `utf-8 as gbk`, with ` (lossy)` where
   * bytes were lost; other-language: its code; contradiction: the fact that is wrongly stated; bias: `nurse/female`;
   * test-item: `e07 verbatim`, `e07 case`, `e07 punctuation`, `e07 word`, `e07 paraphrase`; typo, ocr: `letters`, `word`.
   */
  what: string;
  /** What should stand there instead: the word without the slip, the text before it was garbled, the true sentence. */
  replacement?: string;
}

export interface Label {
  kind: PlantKind;
  /** Id of the page that this is a copy of. */
  of?: string;
  /** For near copies: the true Jaccard similarity of both texts' 5-gram shingles (see `similarity.ts`). */
  similarity?: number;
  /** In order of their start. Without spans the label is about the page as a whole. */
  spans?: PlantSpan[];
}

export type Charset = 'utf-8' | 'gb18030' | 'windows-1252';

export interface WebPage {
  /** Unique among the pages, in order of appearance: `w000017`. */
  id: string;
  url: string;
  /** ISO 639-1 of the main text: `en`, `zh`, or what was planted. */
  language: string;
  kind: 'page' | 'book' | 'paper';
  title: string;
  /** The main text, after planting, without menus and such; paragraphs are parted by an empty line. */
  text: string;
  /** The page as a browser gets it, before it is encoded in `charset`. */
  html: string;
  /** Host name of the site, one of `data/world-web/sites.tsv`. */
  site: string;
  charset: Charset;
  /** The HTTP header; not every site tells its charset there. */
  contentType: string;
  /** ISO 8601, UTC, to the second. */
  date: string;
  /** For example `CC-BY-4.0`. */
  licence: string;
  /** Id of the WorldDocument that the text is from; copies carry their source's. */
  document?: string;
  /** Empty for a clean page. */
  labels: Label[];
}

/** A question of an examination that may leak into pages. */
export interface TestItem {
  id: string;
  language: Language;
  question: string;
  answer: string;
  /** The question in quite other words. */
  paraphrase?: string;
}

/** A site of the small web. */
export interface Site {
  host: string;
  language: Language;
  template: SiteTemplate;
  charset: Charset;
  declares: 'header' | 'page' | 'both';
  name: string;
  tagline: string;
}

export const SITE_TEMPLATES = ['portal', 'article', 'blog', 'wiki', 'forum', 'tables'] as const;
export type SiteTemplate = (typeof SITE_TEMPLATES)[number];
