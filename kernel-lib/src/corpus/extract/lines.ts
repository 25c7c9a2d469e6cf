/**
 * Our own line rule for main text: a line belongs to it by its length, its share of links and its neighbours (after
 * C. Kohlschütter and others, "Boilerplate Detection using Shallow Text Features", 2010, and J. Pomikálek's jusText,
 * 2011), with lengths that also fit Chinese. Linear in the page's length.
 */
import { blocksOf, type Block } from './blocks.js';

export interface MainText {
  title: string;
  /** The lines of the main text. */
  lines: string[];
}

/** Above this share of characters in links a line is a menu. */
const LINKED = 0.5;
/** Up to this share a line can be text. */
const FEW_LINKS = 0.35;
/** A sentence with enough words outside of its links may have this share in them. */
const MOST_LINKS = 0.6;
/** A sentence with still more in links is text only beside text: a short one with a link on its second half. */
const MOSTLY_LINKS = 0.75;
/** In Latin letters; a character of Chinese, Japanese or Korean counts for 2.5. */
const LONG = 60;
const SENTENCE = 20;
const WIDE = 2.5;
/** Short lines join the text when text is this near on both sides. */
const NEAR = 6;
/** `<main>` is trusted where it holds at least this share of the long lines' characters. */
const TRUSTED = 0.3;

type Class = 'good' | 'short' | 'bad';

/** The page's main text. */
export function mainLines(html: string): MainText {
  const { title, blocks } = blocksOf(html);
  const candidates = candidatesIn(blocks);
  const classes = candidates.map((block, i) => classOf(block, i, candidates.length));
  const named = titleOf(title, blocks);
  const kept = classes.includes('good') ? keep(candidates, classes) : keepOfShort(candidates, classes, named);
  const lines = candidates.filter(({ kind, text }, i) => kept[i] && !(kind === 'heading' && text === named));
  return { title: named, lines: lines.map(({ text }) => text) };
}

/** All lines of HTML that is known to be main text. */
export function allLines(html: string): string[] {
  return blocksOf(html).blocks.map(({ text }) => text);
}

/** Without what is around the text; only what is in `<main>` where the page has one that holds text. */
function candidatesIn(blocks: readonly Block[]): readonly Block[] {
  const inside = blocks.filter(({ chrome }) => !chrome);
  const rest = inside.length > 0 ? inside : blocks;
  const main = rest.filter((block) => block.main);
  return lengthOfLong(main) >= TRUSTED * lengthOfLong(rest) && main.length > 0 ? main : rest;
}

const lengthOfLong = (blocks: readonly Block[]) =>
  blocks.reduce((sum, { text, linked }) => sum + (linked <= FEW_LINKS * text.length ? widthOf(text) : 0), 0);

function classOf({ text, linked, kind }: Block, position: number, count: number): Class {
  const share = linked / text.length;
  const width = widthOf(text);
  if (isNotice(text, width, position, count)) return 'bad';
  if (kind === 'heading') return 'short';
  if (width * (1 - share) >= SENTENCE && share <= MOST_LINKS && endsLikeSentence(text)) return 'good';
  if (share > LINKED) return share <= MOSTLY_LINKS && endsLikeSentence(text) ? 'short' : 'bad';
  if (share > FEW_LINKS) return 'short';
  return width >= LONG || kind === 'pre' ? 'good' : 'short';
}

/** With no good line at all: what stands between the title and the next heading or menu; all that is no menu else. */
function keepOfShort(blocks: readonly Block[], classes: readonly Class[], title: string): boolean[] {
  const start = blocks.findIndex(({ kind, text }) => kind === 'heading' && text === title);
  const ends = blocks.findIndex(({ kind }, i) => i > start && (kind === 'heading' || classes[i] === 'bad'));
  const end = ends === -1 ? blocks.length : ends;
  const usable = start !== -1 && end > start + 1;
  return classes.map((found, i) => found !== 'bad' && (!usable || (i > start && i < end)));
}

/** Short lines are kept between good ones, sentences also right before one, headings shortly before one. */
function keep(blocks: readonly Block[], classes: readonly Class[]): boolean[] {
  const before = distances(classes);
  const after = distances([...classes].reverse()).reverse();
  return classes.map((found, i) => {
    if (found !== 'short') return found === 'good';
    if (blocks[i]!.kind === 'heading') return after[i]! <= 2;
    if (after[i] === 1 && endsLikeSentence(blocks[i]!.text)) return true;
    return before[i]! <= NEAR && (after[i]! <= NEAR || before[i]! === 1);
  });
}

/** How many lines ago the last good one was, for each line; a bad line breaks the neighbourhood. */
function distances(classes: readonly Class[]): number[] {
  let distance = Infinity;
  return classes.map((found) => {
    distance = found === 'good' ? 0 : found === 'bad' ? Infinity : distance + 1;
    return distance;
  });
}

/** Width in Latin letters: characters from U+2E80 on (CJK, kana, hangul) count for WIDE. */
export function widthOf(text: string): number {
  let wide = 0;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) >= 0x2e80) wide++;
  return text.length + (WIDE - 1) * wide;
}

const ENDS = '.!?…:;。．！？：；”"」』）)';

const endsLikeSentence = (text: string) => ENDS.includes(text.at(-1)!);

/** Notices about cookies and rights, which stand at a page's edges and are short. */
function isNotice(text: string, width: number, position: number, count: number): boolean {
  if (width > 400 || (position > 3 && position < count - 4)) return false;
  const lower = text.toLowerCase();
  if (lower.startsWith('©') || lower.startsWith('copyright') || lower.startsWith('版权所有')) return true;
  return lower.includes('cookie') && CONSENT.some((word) => lower.includes(word));
}

const CONSENT = ['accept', 'consent', 'we use', 'this site uses', 'policy', '同意', '接受', '使用', '我们'];

/** The page's title without the site's name: the heading that stands in it, the highest and then the longest one. */
function titleOf(title: string, blocks: readonly Block[]): string {
  const headings = blocks.filter(({ kind }) => kind === 'heading');
  if (title === '') return headings[0]?.text ?? '';
  const inside = headings.filter(({ text }) => title.includes(text) && widthOf(text) > 3);
  inside.sort((a, b) => a.level - b.level || b.text.length - a.text.length);
  return inside[0]?.text ?? title;
}
