/** Raw documents to text: the charset, and of a page its main text. */
import type { Document, RawDocument, Reason } from '../document.js';
import { readOptions, oneOf } from '../../options.js';
import { decode } from './charset.js';
import { licenceOf } from './licence.js';
import { mainLines, type MainText } from './lines.js';
import { readableText } from './readability.js';

export interface ExtractOptions {
  /**
   * `readability`: Mozilla's library; `lines`: our line rule, which is many times faster; `auto`: the better of the
   * two on pages whose text is known. Default `auto`.
   */
  method?: 'auto' | 'lines' | 'readability';
}

/** The document as text, or why there is none. */
export type Extracted = { keep: Document } | { drop: Reason };

/**
 * The text of a raw document; its language is not guessed yet (`und`).
 * Pages that the library cannot take (too deep, too long) fall back to the line rule.
 */
export function extract(raw: RawDocument, given: ExtractOptions = {}): Extracted {
  const { method } = readOptions('extract', { method: 'auto' as const }, RULES, given);
  const decoded = decode(raw.body, raw.charset);
  if (decoded === undefined)
    return { drop: { rule: 'undecodable', detail: 'no charset makes text of the bytes' } };
  const { title, text } = isPage(raw) ? pageText(decoded.text, method) : plainText(decoded.text, raw);
  if (text.trim() === '') return { drop: { rule: 'no-text' } };
  const { id, fields } = raw;
  const licence = raw.origin.licence ?? (isPage(raw) ? licenceOf(decoded.text) : undefined);
  const origin = licence === undefined ? raw.origin : { ...raw.origin, licence };
  return {
    keep: { id, origin, ...(title ? { title } : {}), language: 'und', text, ...(fields ? { fields } : {}) },
  };
}

const RULES = { method: oneOf('auto', 'lines', 'readability') };

const isPage = ({ mediaType }: RawDocument) =>
  mediaType === 'text/html' || mediaType === 'application/xhtml+xml';

function pageText(
  html: string,
  method: NonNullable<ExtractOptions['method']>,
): { title: string; text: string } {
  const { title, lines } = method === 'readability' ? readability(html) : mainLines(html);
  return { title, text: lines.join('\n') };
}

const readability = (html: string): MainText => readableText(html) ?? mainLines(html);

/** A title from a row's field, or from the first line of Markdown. */
function plainText(text: string, { mediaType, fields }: RawDocument): { title?: string; text: string } {
  const stated = fields?.['title'];
  if (typeof stated === 'string' && stated.trim() !== '') return { title: stated.trim(), text };
  if (mediaType === 'text/markdown' && text.startsWith('# '))
    return { title: text.slice(2, (text.indexOf('\n') + 1 || text.length + 1) - 1).trim(), text };
  return { text };
}
