/**
 * A page as its lines, each with what the line rule needs to know of it. One pass over htmlparser2's tokens with
 * counters in place of a stack: time is linear and nothing recurses, however deep or broken the page is.
 */
import { Tokenizer } from 'htmlparser2';
import { BLOCK, CHROME, CHROME_ROLES, CHROME_WORDS, HEADING, MAIN, SILENT, VOID } from './tags.js';

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
}

/** Stands for `<br>`: white space around it is collapsed, it stays. */
const BREAK = '\u2028';
const CELL = ' | ';

/** The page's title and lines in order. */
export function blocksOf(html: string): Page {
  return read(html, 'marked') ?? read(html, 'elements') ?? read(html, 'nothing')!;
}

/** What is left out with all that is in it: what SILENT names, and also pieces of lines that are marked as a menu. */
type Silence = 'marked' | 'elements' | 'nothing';

/** Undefined where something left out is never closed: the page is broken, and its text may be in there. */
function read(html: string, silence: Silence): Page | undefined {
  const builder = new Builder(html, silence);
  const tokenizer = new Tokenizer({ xmlMode: false, decodeEntities: true }, builder);
  tokenizer.write(html);
  tokenizer.end();
  return builder.page();
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
  private attribute = '';
  private value = '';
  /** What the attributes of the open tag say. */
  private marked = false;
  private hidden = false;

  constructor(
    private readonly html: string,
    private readonly silence: Silence,
  ) {}

  page(): Page | undefined {
    if (this.silent !== undefined) return undefined;
    this.flush();
    this.forgetUnclosed();
    if (this.link !== undefined) for (const block of this.blocks.slice(this.link.from)) block.linked = 0;
    return { title: collapse(this.title), blocks: this.blocks };
  }

  /** A region that is never closed says nothing where it swallowed most of the page's words. */
  private forgetUnclosed(): void {
    if (this.chrome === undefined) return;
    const inside = this.blocks.slice(this.chrome.from);
    const outside = this.blocks.slice(0, this.chrome.from).filter(({ chrome }) => !chrome);
    if (wordsIn(inside) > wordsIn(outside)) for (const block of inside) block.chrome = false;
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
    this.marked = false;
    this.hidden = false;
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
    if (BLOCK.has(name)) this.flush();
    this.openRegions(name);
    this.openPiece(name);
  }

  private openRegions(name: string): void {
    const from = this.blocks.length;
    if (this.isSilent(name)) this.silent = { name, depth: 1, from };
    else if (MAIN.has(name)) {
      this.chrome = undefined; // text begins, whatever was left open before
      if (this.main === undefined) this.main = { name, depth: 1, from };
      else if (this.main.name === name) this.main.depth++;
      return;
    }
    if (this.main?.name === name) this.main.depth++;
    if (name === 'h1') this.chrome = undefined; // no menu has one: an end was forgotten
    if (this.chrome !== undefined) {
      if (this.chrome.name === name) this.chrome.depth++;
      return;
    }
    const head = name === 'header' && this.main !== undefined; // an article's own head has its title
    if (!UNHIDEABLE.has(name) && ((CHROME.has(name) && !head) || this.marked))
      this.chrome = { name, depth: 1, from };
  }

  private isSilent(name: string): boolean {
    if (this.silence === 'nothing' || UNHIDEABLE.has(name)) return false;
    if (SILENT.has(name) || this.hidden) return true;
    return this.silence === 'marked' && this.marked && !BLOCK.has(name);
  }

  private openPiece(name: string): void {
    if (name === 'a') this.link = { from: this.blocks.length };
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

/** Characters outside of links. */
const wordsIn = (blocks: readonly Block[]) =>
  blocks.reduce((sum, { text, linked }) => sum + text.length - linked, 0);

/** The words of `site-nav main_menu`, also of `siteNav`. */
function words(value: string): string[] {
  return value
    .replace(/[a-z][A-Z]/g, (pair) => `${pair[0]} ${pair[1]}`)
    .toLowerCase()
    .split(/[^a-z0-9]/);
}

function collapse(text: string): string {
  const spaced = text.replace(/[\t\n\f\r ]+/g, ' ').trim();
  const lines = spaced.includes(BREAK) ? spaced.split(BREAK).map((line) => line.trim()) : [spaced];
  const joined = lines.filter((line) => line !== '').join('\n');
  return joined.endsWith(CELL.trimEnd()) ? joined.slice(0, -CELL.trimEnd().length).trimEnd() : joined;
}

function preformatted(text: string): string {
  const lines = text.split('\n');
  while (lines.length > 0 && lines[0]!.trim() === '') lines.shift();
  while (lines.length > 0 && lines.at(-1)!.trim() === '') lines.pop();
  return lines.map((line) => line.trimEnd()).join('\n');
}
