/**
 * The cells of a notebook that somebody handed in: as much as is needed, from as much as is there. `parseNotebook`
 * refuses what Jupyter would not open; here a damaged output or a missing id must cost nobody an answer.
 */
import { parseJson } from '../../notebook/json.js';
import type { Metadata } from '../../notebook/format.js';
import { UserError } from '../../errors.js';
import { Refused } from './limits.js';
import { scanJson } from './scan.js';
import { decodeText } from './text.js';

export interface LooseCell {
  /** From 1. */
  number: number;
  /** `code`, `markdown`, `raw`, or whatever the file says. */
  type: string;
  id?: string;
  /** With line ends of one kind. */
  source: string;
  blossom: Metadata;
  nbgrader: Metadata;
}

export interface LooseNotebook {
  cells: LooseCell[];
  lang: 'en' | 'zh';
  warnings: string[];
}

/** Far above every notebook that a person made, and small enough to be parsed in a few hundred MiB. */
const LIMITS = { depth: 1000, values: 4_000_000 };
/** Keys of which it matters which one counts. */
const MATTERS = [
  'cells',
  'worksheets',
  'cell_type',
  'source',
  'input',
  'id',
  'metadata',
  'blossom',
  'nbgrader',
  'task',
  'grade_id',
];

/** Throws `Refused` with the reason where there is nothing that could be taken. */
export function looseNotebook(bytes: Buffer): LooseNotebook {
  const { text, warnings } = decodeText(bytes);
  const { depth, values, doubled } = scanJson(text, LIMITS);
  if (depth > LIMITS.depth) throw new Refused(`The file is nested more than ${LIMITS.depth} levels deep.`);
  if (values > LIMITS.values)
    throw new Refused(`The file has more than ${LIMITS.values} values; clear its outputs.`);
  const json = parse(text);
  if (!isObject(json)) throw new Refused('The file is no notebook: it holds no object.');
  const version = json['nbformat'];
  if (typeof version === 'number' && version > 4) {
    throw new Refused(`The file has notebook format ${version}; save it as format 4.`);
  }
  const keys = doubled.filter((key) => MATTERS.includes(key));
  if (keys.length > 0) {
    warnings.push(
      `The file has the key "${keys.join('", "')}" twice in one object; the last one counts, as in Jupyter.`,
    );
  }
  const metadata = objectOr(json['metadata']);
  warnings.push(...kernelWarning(metadata));
  const raw = rawCells(json, warnings);
  const cells = raw.flatMap((cell, index) => looseCell(cell, index + 1, warnings) ?? []);
  return { cells, lang: objectOr(metadata['blossom'])['lang'] === 'zh' ? 'zh' : 'en', warnings };
}

function parse(text: string): unknown {
  try {
    return parseJson(text, 'The file');
  } catch (thrown) {
    if (thrown instanceof UserError) throw new Refused(forStudent(thrown.message));
    throw thrown;
  }
}

/** The same sentence with what a student can do. */
const forStudent = (message: string) =>
  message
    .replace('bring the file back from a copy', 'hand it in again')
    .replace('name an .ipynb file', 'hand in the .ipynb file');

/** Format 3 and older kept the cells in work sheets, and the source of a code cell as its `input`. */
function rawCells(json: Metadata, warnings: string[]): unknown[] {
  if (Array.isArray(json['cells'])) return json['cells'];
  const sheets = json['worksheets'];
  if (!Array.isArray(sheets)) {
    throw new Refused('The file is no notebook: it has no list of cells; hand in the .ipynb file.');
  }
  warnings.push(
    `The file has notebook format ${JSON.stringify(json['nbformat'] ?? 3)}; it was read all the same.`,
  );
  return sheets.flatMap((sheet) => {
    const cells = objectOr(sheet)['cells'];
    return Array.isArray(cells) ? cells : [];
  });
}

function kernelWarning(metadata: Metadata): string[] {
  const name = objectOr(metadata['kernelspec'])['name'];
  if (name === undefined || name === 'blossom') return [];
  return [
    `The notebook was set to the kernel ${JSON.stringify(name)}; it is graded as TypeScript all the same.`,
  ];
}

function looseCell(raw: unknown, number: number, warnings: string[]): LooseCell | undefined {
  const cell = objectOr(raw);
  const source = textOf(cell['source'] ?? cell['input'] ?? '');
  if (!isObject(raw) || source === undefined) {
    warnings.push(`Cell ${number} is damaged (it has no text); it was left out.`);
    return undefined;
  }
  const metadata = objectOr(cell['metadata']);
  return {
    number,
    type: typeof cell['cell_type'] === 'string' ? cell['cell_type'] : 'code',
    ...(typeof cell['id'] === 'string' ? { id: cell['id'] } : {}),
    source: source.replace(/\r\n?/g, '\n'),
    blossom: objectOr(metadata['blossom']),
    nbgrader: objectOr(metadata['nbgrader']),
  };
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return Array.isArray(value) && value.every((line) => typeof line === 'string') ? value.join('') : undefined;
}

const isObject = (value: unknown): value is Metadata =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const objectOr = (value: unknown): Metadata => (isObject(value) ? value : {});
