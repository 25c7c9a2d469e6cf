/** Markdown cells as HTML: what JupyterLab shows of them, without what could do harm. */
import MarkdownIt from 'markdown-it';
import { escapeHtml } from '../display/escape.js';
import type { Metadata } from './format.js';
import { highlight } from './highlight.js';
import { sanitizeHtml } from './sanitize.js';

export interface Heading {
  level: number;
  /** Plain text. */
  text: string;
  /** Its `id` on the page. */
  anchor: string;
}

/** A renderer of one page: it gathers the headings and keeps their anchors unique. */
export class PageMarkdown {
  readonly headings: Heading[] = [];
  private readonly anchors = new Map<string, number>();
  private readonly parser = new MarkdownIt({
    html: true,
    linkify: false,
    highlight: (code, language) => (/^(ts|typescript|js|javascript)$/.test(language) ? highlight(code) : ''),
  });

  /** @param embed - a picture's `src` → its data URI; undefined leaves it as it is. */
  constructor(private readonly embed: (source: string) => string | undefined = () => undefined) {
    this.parser.inline.ruler.before('escape', 'formula', formula);
    this.parser.renderer.rules['formula'] = (tokens, index) =>
      `<code class="formula">${escapeHtml(tokens[index]!.content)}</code>`;
  }

  /** @param attachments - the cell's pictures, by the name that `attachment:name` gives. */
  render(source: string, attachments: Record<string, Metadata> = {}): string {
    const tokens = this.parser.parse(source, {});
    for (const [index, token] of tokens.entries()) {
      if (token.type === 'heading_open') token.attrSet('id', this.addHeading(token.tag, tokens[index + 1]));
      for (const child of token.children ?? []) {
        if (child.type === 'image') this.embedImage(child, attachments);
      }
    }
    // Raw HTML may open in one block and close in another (`<details>`), so the whole cell is made harmless at once.
    return sanitizeHtml(this.parser.renderer.render(tokens, this.parser.options, {}));
  }

  private embedImage(image: Token, attachments: Record<string, Metadata>): void {
    const source = image.attrGet('src') ?? '';
    const name = /^attachment:(.+)$/.exec(source)?.[1];
    const [type, data] =
      name === undefined ? [] : (Object.entries(attachments[decodeURI(name)] ?? {})[0] ?? []);
    const embedded = typeof data === 'string' ? `data:${type};base64,${data}` : this.embed(source);
    if (embedded !== undefined) image.attrSet('src', embedded);
  }

  private addHeading(tag: string, content: Token | undefined): string {
    const text = (content?.children ?? [])
      .map((child) => (child.type === 'html_inline' ? '' : child.content))
      .join('');
    const base =
      text
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]+/gu, '-')
        .replace(/^-|-$/g, '') || 'section';
    const count = (this.anchors.get(base) ?? 0) + 1;
    this.anchors.set(base, count);
    const anchor = count === 1 ? base : `${base}-${count}`;
    this.headings.push({ level: Number(tag.slice(1)), text, anchor });
    return anchor;
  }
}

type Token = ReturnType<MarkdownIt['parse']>[number];
type InlineRule = Parameters<MarkdownIt['inline']['ruler']['push']>[1];

/** TeX between dollar signs stays text, so that its `_` and `*` are not read as Markdown. */
const formula: InlineRule = (state, silent) => {
  const match = /^\$\$([^$]+)\$\$|^\$(?!\s)([^$\n]*[^$\s\\])\$(?!\d)/.exec(
    state.src.slice(state.pos, state.pos + 2000),
  );
  if (match === null) return false;
  if (!silent) state.push('formula', 'code', 0).content = (match[1] ?? match[2])!.trim();
  state.pos += match[0].length;
  return true;
};
