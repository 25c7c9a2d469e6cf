/** How a value of each kind is shown, as the last value of a cell or by `display`. HTML never comes from plain text. */
import { types } from 'node:util';
import { BUNDLE, isDisplayable, type MimeBundle } from './host.js';
import { attempt, inspectText, more } from './inspectText.js';
import { tableBundle, type DataFrameLike } from './tableBundle.js';
import { isTensor, nameTensors, tensorBundle } from './tensorBundle.js';

/** The method by which other kernels for JavaScript let a value show itself. */
const JUPYTER_DISPLAY = Symbol.for('Jupyter.display');
/** Rows of a Map, columns of a DataFrame. */
const MOST_ROWS = 20;
const MOST_COLUMNS = 30;

/**
 * The bundle of any value, text included; a string as Node prints it, in quotes.
 * @returns a promise where the value itself answers only later (its numbers lie on a graphics card).
 */
export function valueBundle(value: unknown): MimeBundle | Promise<MimeBundle> {
  const own = ownBundle(value);
  if (own !== undefined) return own();
  if (attempt(() => isTensor(value)) === true) return tensorBundle(value as never);
  return knownBundle(value) ?? { 'text/plain': textOf(value) };
}

function textOf(value: unknown): string {
  return nameTensors(() => inspectText(value));
}

/** What the value's author wrote to show it. An error there is the author's to see. */
function ownBundle(value: unknown): (() => MimeBundle | Promise<MimeBundle>) | undefined {
  if (attempt(() => isDisplayable(value)) === true)
    return () => (value as { [BUNDLE](): MimeBundle })[BUNDLE]();
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
  const method = attempt(() => (value as Record<symbol, unknown>)[JUPYTER_DISPLAY]);
  return typeof method === 'function'
    ? () => method.call(value) as MimeBundle | Promise<MimeBundle>
    : undefined;
}

/** `undefined` where the value is of no such kind, or only looks like one. */
function knownBundle(value: unknown): MimeBundle | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return attempt(() => {
    if (types.isMap(value)) return mapBundle(value);
    if (isDataFrame(value)) return frameBundle(value);
    return isElement(value) ? elementBundle(value) : pictureBundle(value);
  });
}

function mapBundle(map: ReadonlyMap<unknown, unknown>): MimeBundle {
  const text = { 'text/plain': textOf(map) };
  const rows: string[][] = [];
  for (const [key, value] of Map.prototype.entries.call(map)) {
    if (rows.length === MOST_ROWS) break;
    rows.push([key, value].map(inLine));
  }
  if (rows.length === 0) return text;
  const left = map.size - rows.length;
  const caption = `Map of ${map.size}${left > 0 ? `, ${more(left, 'entry').replace('entrys', 'entries')} left out` : ''}`;
  return { ...tableBundle(rows, { columns: ['key', 'value'], caption })(), ...text };
}

const inLine = (value: unknown) =>
  nameTensors(() =>
    inspectText(value, {
      depth: 1,
      breakLength: Infinity,
      compact: true,
      maxStringLength: 200,
      maxArrayLength: 10,
    }),
  );

/** danfojs's DataFrame or Series. */
function isDataFrame(value: object): value is DataFrameLike {
  return ['columns', 'values', 'index', 'print'].every((key) => key in value);
}

function frameBundle(frame: DataFrameLike): MimeBundle {
  const { columns } = frame;
  const left = columns.length - MOST_COLUMNS;
  if (left <= 0) return tableBundle(frame)();
  const caption = `${more(left, 'column')} left out`;
  return tableBundle(frame, { columns: columns.slice(0, MOST_COLUMNS).map(String), caption })();
}

interface ElementLike {
  outerHTML: string;
  localName: string;
}

/** An HTML or SVG element of a DOM library, such as a plot. */
function isElement(value: object): value is ElementLike {
  const { nodeType, outerHTML, localName } = value as Partial<ElementLike & { nodeType: number }>;
  return nodeType === 1 && typeof outerHTML === 'string' && typeof localName === 'string';
}

function elementBundle({ outerHTML, localName }: ElementLike): MimeBundle {
  const text = {
    'text/plain': `<${localName}> element, ${more(outerHTML.length, 'character').replace(' more', '')}`,
  };
  if (localName !== 'svg') return { 'text/html': outerHTML, ...text };
  const named = /^<svg[^>]*\sxmlns=/.test(outerHTML)
    ? outerHTML
    : outerHTML.replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"');
  return { 'image/svg+xml': named, ...text };
}

/** A canvas, which draws itself as a PNG. */
function pictureBundle(value: object): MimeBundle | undefined {
  if (!('toDataURL' in value) || typeof value.toDataURL !== 'function') return undefined;
  const found = /^data:image\/png;base64,(.+)$/s.exec(String(value.toDataURL()));
  return found === null ? undefined : { 'image/png': found[1], 'text/plain': textOf(value) };
}
