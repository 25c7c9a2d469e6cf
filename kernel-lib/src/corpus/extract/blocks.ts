/**
 * A page as its lines, each with what the line rule needs to know of it. One pass over htmlparser2's tokens with
 * counters in place of a stack: time is linear and nothing recurses, however deep or broken the page is.
 */
import { Tokenizer } from 'htmlparser2';
import { BREAK, CELL, collapse, preformatted, words } from './shape.js';
import {
  BLOCK,
  CHROME,
  CHROME_ROLES,
  CHROME_WORDS,
  HEADING,
  MAIN,
  SELF_CLOSED,
  SILENT,
  VOID,
} from './tags.js';

export interface Block {
  /** White space is one space; `<br>` and lines of `<pre>` are line ends. */
  text: string;
  /** How many of its characters stand in links. */
  linked: number;
  kind: 'text' | 'heading' | 'item' | 'row' | 'pre';
  /** Of a heading: 1 to 6; else 0. */
  level: number;
  /** Inside `<main>` or `<article>`. */
  main: boolean;
  /** Inside a menu, a foot, a cookie banner, … by its element, role, class or id. */
  chrome: boolean;
}

export interface Page {
  title: string;
  blocks: Block[];
}

/** A region of which only one is open at a time, closed by counting its own element. */
interface Region {
  name: string;
  depth: number;
  /** The first block in it. */
  from: number;
  /** Where its tag stands. */
  at: number;
}

/** What is left out with all that is in it: what SILENT names, and also pieces of lines that are marked as a menu. */
const SILENCES = ['marked', 'elements', 'nothing'] as const;
type Silence = (typeof SILENCES)[number];

/** So many regions that swallowed a page are passed over, each in a pass of its own. */
const PASSES = 4;

/** The page's title and lines in order. A broken page is read again without what was never closed in it. */
export function blocksOf(html: string): Page {
  const ignored = new Set<number>();
  let silence = 0;
  for (;;) {
    const builder = read(html, SILENCES[silence]!, ignored);
    const swallowed = ignored.size < PASSES ? builder.swallowed() : undefined;
    if (builder.endsInSilence()) silence++;
    else if (swallowed !== undefined) ignored.add(swallowed);
    else return builder.page();
  }
}

function read(html: string, silence: Silence, ignored: ReadonlySet<number>): Builder {
  const builder = new Builder(html, silence, ignored);
  const tokenizer = new Tokenizer({ xmlMode: false, decodeEntities: true }, builder);
  tokenizer.write(html);
  tokenizer.end();
  return builder;
}

class Builder {
  private readonly blocks: Block[] = [];
  private title = '';
  private text = '';
  /** Whether there is more than white space in `text`. */
  private filled = false;
  private linked = 0;
  private kind: Block['kind'] = 'text';
  private level = 0;
  private pre = 0;
  private inTitle = false;
  private link: { from: number } | undefined;
  private silent: Region | undefined;
  private chrome: Region | undefined;
  private main: Region | undefined;
  private readonly marks = new Map<string, boolean>();
  private name = '';
  private at = 0;
  private attribute = '';
  private value = '';
  /** What the attributes of the open tag say. */
  private marked = false;
  private hidden = false;
  private href = false;

  constructor(
    private readonly html: string,
    private readonly silence: Silence,
    /** Places of tags that open no region. */
    private readonly ignored: ReadonlySet<number>,
  ) {}

  /** Something that is left out is never closed: the text may be in there. */
  endsInSilence(): boolean {
    return this.silent !== undefined;
  }

  /** Where a region begins that is never closed and has most of the page's words in it. */
  swallowed(): number | undefined {
    this.flush();
    if (this.chrome === undefined) return undefined;
    const inside = this.blocks.slice(this.chrome.from);
    const outside = this.blocks.slice(0, this.chrome.from).filter(({ chrome }) => !chrome);
    return wordsIn(inside) > wordsIn(outside) ? this.chrome.at : undefined;
  }

  page(): Page {
    if (this.swallowed() !== undefined)
      for (const block of this.blocks.slice(this.chrome!.from)) block.chrome = false;
    if (this.link !== undefined) for (const block of this.blocks.slice(this.link.from)) block.linked = 0;
    return { title: collapse(this.title), blocks: this.blocks };
  }

  ontext(start: number, end: number): void {
    if (this.silent === undefined) this.add(this.html.slice(start, end));
  }

  ontextentity(codepoint: number): void {
    if (this.silent === undefined) this.add(String.fromCodePoint(codepoint));
  }

  private add(text: string): void {
    if (this.inTitle) {
      this.title += text;
      return;
    }
    this.text += text;
    this.filled ||= text.trim() !== '';
    if (this.link !== undefined) this.linked += text.length;
  }

  onopentagname(start: number, end: number): void {
    this.name = this.html.slice(start, end).toLowerCase();
    this.at = start;
    this.marked = false;
    this.hidden = false;
    this.href = false;
  }

  onattribname(start: number, end: number): void {
    this.attribute = this.html.slice(start, end).toLowerCase();
    this.value = '';
  }

  onattribdata(start: number, end: number): void {
    if (LOOKED_AT.has(this.attribute) && this.value.length < 500) this.value += this.html.slice(start, end);
  }

  onattribentity(): void {}

  onattribend(): void {
    switch (this.attribute) {
      case 'class':
      case 'id':
        this.marked ||= this.isMark(this.value);
        break;
      case 'role':
        this.marked ||= CHROME_ROLES.has(this.value.toLowerCase());
        break;
      case 'href':
        this.href = true;
        break;
      case 'hidden':
        this.hidden ||= this.value !== 'until-found';
        break;
      case 'aria-hidden':
        this.hidden ||= this.value === 'true';
        break;
      case 'style':
        this.hidden ||= this.value.replaceAll(' ', '').toLowerCase().includes('display:none');
        break;
    }
  }

  /** Class names come again and again in a page. */
  private isMark(value: string): boolean {
    let mark = this.marks.get(value);
    if (mark === undefined) {
      mark = words(value).some((word) => CHROME_WORDS.has(word));
      this.marks.set(value, mark);
    }
    return mark;
  }

  onselfclosingtag(): void {
    this.onopentagend();
  }

  onopentagend(): void {
    const { name } = this;
    if (VOID.has(name)) {
      if (name === 'br' && this.silent === undefined) this.text += this.pre > 0 ? '\n' : BREAK;
      if (name === 'hr') this.flush();
      return;
    }
    if (this.silent !== undefined) {
      if (name === this.silent.name) this.silent.depth++;
      return;
    }
    // A place to jump to is named after what follows: `<a id="the_pager"/>` in a chapter on pagers.
    if (name === 'a' && !this.href) this.marked = false;
    if (BLOCK.has(name)) this.flush();
    this.openRegions(name);
    this.openPiece(name);
  }

  private openRegions(name: string): void {
    const region = { name, depth: 1, from: this.blocks.length, at: this.at };
    if (this.isSilent(name)) {
      this.silent = region;
      return;
    }
    if (MAIN.has(name)) {
      this.chrome = undefined; // text begins, whatever was left open before
      if (this.main === undefined) this.main = region;
      else if (this.main.name === name) this.main.depth++;
      return;
    }
    if (this.main?.name === name) this.main.depth++;
    if (this.chrome !== undefined && endsWithoutTag(this.chrome.name, name)) this.chrome = undefined;
    if (this.chrome?.name === name) this.chrome.depth++;
    else if (this.chrome === undefined && this.isChrome(name)) this.chrome = region;
  }

  private isChrome(name: string): boolean {
    if (UNHIDEABLE.has(name) || this.ignored.has(this.at)) return false;
    const articleHead = name === 'header' && this.main !== undefined; // it has the title
    return (CHROME.has(name) && !articleHead) || this.marked;
  }

  private isSilent(name: string): boolean {
    if (this.silence === 'nothing' || UNHIDEABLE.has(name)) return false;
    if (SILENT.has(name) || this.hidden) return true;
    return this.silence === 'marked' && this.marked && !BLOCK.has(name);
  }

  private openPiece(name: string): void {
    // Without an address it is a place to jump to; XHTML closes it in itself (`<a id="x"/>`), which HTML does not see.
    if (name === 'a') this.link = this.href ? { from: this.blocks.length } : undefined;
    else if (name === 'pre') this.pre++;
    else if (name === 'title') this.inTitle = this.title === '';
    else if (name === 'td' || name === 'th') {
      if (this.filled) this.text += CELL;
    }
    if (HEADING.has(name)) [this.kind, this.level] = ['heading', Number(name[1])];
    else if (name === 'li' || name === 'dt' || name === 'dd') this.kind = 'item';
    else if (name === 'tr') this.kind = 'row';
  }

  onclosetag(start: number, end: number): void {
    const name = this.html.slice(start, end).toLowerCase();
    if (this.silent !== undefined) {
      if (name === this.silent.name && --this.silent.depth === 0) this.silent = undefined;
      else return;
    }
    if (name === 'title') this.inTitle = false;
    if (BLOCK.has(name)) this.flush();
    if (name === 'pre') this.pre = Math.max(0, this.pre - 1);
    if (name === 'a') this.link = undefined;
    if (name === this.chrome?.name && --this.chrome.depth === 0) this.chrome = undefined;
    if (name === this.main?.name && --this.main.depth === 0) this.main = undefined;
  }

  /** Ends the line. */
  private flush(): void {
    const text = this.pre > 0 ? preformatted(this.text) : collapse(this.text);
    if (text !== '') {
      this.blocks.push({
        text,
        linked: Math.min(this.linked, text.length),
        kind: this.pre > 0 ? 'pre' : this.kind,
        level: this.level,
        main: this.main !== undefined,
        chrome: this.chrome !== undefined,
      });
    }
    this.text = '';
    this.filled = false;
    this.linked = 0;
    this.kind = 'text';
    this.level = 0;
  }

  oncdata(): void {}
  oncomment(): void {}
  ondeclaration(): void {}
  onend(): void {}
  onprocessinginstruction(): void {}
}

const LOOKED_AT = new Set(['class', 'id', 'role', 'hidden', 'aria-hidden', 'style']);

/** A page whose whole body is marked is no menu. */
const UNHIDEABLE = new Set(['html', 'body', 'main', 'article']);

/** Whether a region of the one element ends where the other begins: no menu has an `<h1>`, no paragraph a block. */
const endsWithoutTag = (region: string, name: string) =>
  name === 'h1' ||
  (region === 'p' && BLOCK.has(name)) ||
  (region === name && SELF_CLOSED.has(name) && name !== 'li');

/** Characters outside of links. */
const wordsIn = (blocks: readonly Block[]) =>
  blocks.reduce((sum, { text, linked }) => sum + text.length - linked, 0);
