/** The links of a page, and what it asks robots not to do. One pass over its tokens, in linear time. */
import { Tokenizer } from 'htmlparser2';
import { linkTo } from './url.js';

export interface Links {
  links: URL[];
  /** The page asks not to be kept, or that its links are not followed. */
  noIndex: boolean;
  noFollow: boolean;
}

const LOOKED_AT = new Set(['href', 'rel', 'name', 'content']);

/** @param address - of the page; relative links start from it, or from the page's `<base>`. */
export function linksOf(html: string, address: string): Links {
  const reader = new LinkReader(html);
  const tokenizer = new Tokenizer({ xmlMode: false, decodeEntities: true }, reader);
  tokenizer.write(html);
  tokenizer.end();
  const base = reader.base === undefined ? address : (linkTo(reader.base, address)?.href ?? address);
  const links = reader.hrefs.map((href) => linkTo(href, base)).filter((url) => url !== undefined);
  return { links, ...asked(reader.robots) };
}

/** What `<meta name="robots">` or `X-Robots-Tag` asks. */
export function asked(content: string): { noIndex: boolean; noFollow: boolean } {
  const words = new Set(content.toLowerCase().split(/[\s,:]/));
  const none = words.has('none');
  return { noIndex: none || words.has('noindex'), noFollow: none || words.has('nofollow') };
}

class LinkReader {
  readonly hrefs: string[] = [];
  base: string | undefined;
  robots = '';
  private tag = '';
  private attribute = '';
  private values = new Map<string, string>();

  constructor(private readonly html: string) {}

  onopentagname(start: number, end: number): void {
    this.tag = this.html.slice(start, end).toLowerCase();
    this.values.clear();
  }

  onattribname(start: number, end: number): void {
    const name = this.html.slice(start, end).toLowerCase();
    this.attribute = LOOKED_AT.has(name) && !this.values.has(name) ? name : '';
  }

  onattribdata(start: number, end: number): void {
    this.more(this.html.slice(start, end));
  }

  onattribentity(codepoint: number): void {
    this.more(String.fromCodePoint(codepoint));
  }

  private more(text: string): void {
    if (this.attribute !== '')
      this.values.set(this.attribute, (this.values.get(this.attribute) ?? '') + text);
  }

  onopentagend(): void {
    const href = this.values.get('href');
    if (this.tag === 'base') this.base ??= href;
    const isLink = (this.tag === 'a' || this.tag === 'area') && href !== undefined;
    if (isLink && !asked(this.values.get('rel') ?? '').noFollow) this.hrefs.push(href);
    if (this.tag === 'meta' && this.values.get('name')?.toLowerCase() === 'robots')
      this.robots += ` ${this.values.get('content') ?? ''}`;
  }

  onselfclosingtag(): void {
    this.onopentagend();
  }

  onattribend(): void {}
  onclosetag(): void {}
  ontext(): void {}
  ontextentity(): void {}
  oncdata(): void {}
  oncomment(): void {}
  ondeclaration(): void {}
  onend(): void {}
  onprocessinginstruction(): void {}
}
