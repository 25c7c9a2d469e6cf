/** HTML that somebody else made, made harmless: only listed elements and attributes are written again. */
import { createRequire } from 'node:module';
import { escapeHtml } from '../display/escape.js';

/** linkedom's types are for ES modules only, so we say what we use of it. */
const { parseHTML } = createRequire(__filename)('linkedom') as {
  parseHTML(html: string): { document: { body: Node } };
};

/** The part of a DOM node that we read. */
interface Node {
  nodeType: number;
  localName?: string;
  textContent: string | null;
  attributes?: Iterable<{ name: string; value: string }>;
  childNodes: Iterable<Node>;
}

const ELEMENTS = new Set(
  (
    'a abbr b blockquote br caption center code col colgroup dd del details div dl dt em figcaption figure ' +
    'h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark meter ol p pre progress q ruby rp rt s samp small span strong style ' +
    'sub summary sup table tbody td tfoot th thead tr u ul var wbr'
  ).split(' '),
);
/** Left out with all that is in them. */
const DROPPED = new Set([
  'script',
  'iframe',
  'object',
  'embed',
  'template',
  'noscript',
  'svg',
  'math',
  'head',
  'title',
]);
const ATTRIBUTES = new Set(
  'align alt border class colspan dir height high id lang low max min open optimum role rowspan scope span start title value width'.split(
    ' ',
  ),
);
const VOID = new Set(['br', 'col', 'hr', 'img', 'wbr']);
/** Style that could load something or leave its place. */
const BAD_STYLE = /url\s*\(|@import|expression|image-set|position\s*:\s*(fixed|sticky)|[<\\]/i;

/** @returns HTML without scripts, handlers, frames and anything that is loaded from elsewhere. */
export function sanitizeHtml(html: string): string {
  const { document } = parseHTML(`<!doctype html><html><body>${html}</body></html>`);
  return [...document.body.childNodes].map(write).join('');
}

const TEXT = 3;
const ELEMENT = 1;

function write(node: Node): string {
  if (node.nodeType === TEXT) return escapeHtml(node.textContent ?? '');
  if (node.nodeType !== ELEMENT) return '';
  const name = (node.localName ?? '').toLowerCase();
  if (DROPPED.has(name)) return '';
  if (name === 'style') return styleElement(node.textContent ?? '');
  const inner = [...node.childNodes].map(write).join('');
  if (!ELEMENTS.has(name)) return inner;
  const attributes = [...(node.attributes ?? [])].map(({ name: key, value }) =>
    attribute(name, key.toLowerCase(), value),
  );
  const open = `<${name}${attributes.join('')}>`;
  return VOID.has(name) ? open : `${open}${inner}</${name}>`;
}

const styleElement = (css: string) => (BAD_STYLE.test(css) ? '' : `<style>${css}</style>`);

function attribute(element: string, name: string, value: string): string {
  const allowed =
    ATTRIBUTES.has(name) ||
    /^(aria|data)-[a-z-]+$/.test(name) ||
    (name === 'style' && !BAD_STYLE.test(value)) ||
    (name === 'href' && element === 'a' && /^(https?:|mailto:|[^:]*$)/i.test(value.trim())) ||
    (name === 'src' &&
      element === 'img' &&
      /^data:image\/(png|jpeg|gif|webp|svg\+xml)[;,]/i.test(value.trim()));
  return allowed ? ` ${name}="${escapeHtml(value)}"` : '';
}
