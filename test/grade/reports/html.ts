/** A page as a parser sees it. */
import { createRequire } from 'node:module';

interface Element {
  tagName: string;
  textContent: string;
  attributes: Iterable<{ name: string }>;
}
interface Parsed {
  document: { querySelectorAll(selector: string): Iterable<Element> };
}

const { parseHTML } = createRequire(__filename)('linkedom') as { parseHTML(html: string): Parsed };

export const elements = (html: string, selector: string) =>
  [...parseHTML(html).document.querySelectorAll(selector)].map(({ tagName, textContent, attributes }) => ({
    tag: tagName,
    text: textContent,
    attributes: [...attributes].map(({ name }) => name),
  }));

/** What a reader reads, with single blanks. */
export const mainText = (html: string) =>
  elements(html, 'main')
    .map(({ text }) => text.replace(/\s+/g, ' '))
    .join('');
