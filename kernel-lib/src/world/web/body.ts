/** A page as it goes over the wire. */
import { encode1252, encodeGb18030 } from './codecs.js';
import type { WebPage } from './page.js';

/** The HTML in the page's charset. What windows-1252 lacks becomes a numeric reference, as a browser would have it. */
export function bodyOf({ html, charset }: Pick<WebPage, 'html' | 'charset'>): Uint8Array {
  switch (charset) {
    case 'utf-8':
      return Buffer.from(html, 'utf8');
    case 'gb18030':
      return encodeGb18030(html);
    case 'windows-1252':
      return encode1252(html);
  }
}
