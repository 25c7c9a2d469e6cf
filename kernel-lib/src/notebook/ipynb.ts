/**
 * Reads and writes `.ipynb` files (nbformat 4), byte for byte as Python's nbformat writes them:
 * sorted keys, one space of indent, text as a list of lines.
 */
import { UserError } from '../errors.js';
import { readText, writeAtomic } from '../files.js';
import { parseJson, stableJson } from './json.js';
import { without, type Cell, type Metadata, type Notebook, type StoredOutput } from './format.js';
import { uniqueIds } from './ids.js';

/**
 * Reads a notebook. Cells without an id (nbformat 4.4 and older) get a stable one.
 * Throws a UserError that names the path and the next step for a missing, truncated or other file,
 * and for nbformat 3 and older.
 */
export async function readNotebook(path: string): Promise<Notebook> {
  return parseNotebook(await readText(path), path);
}

/** Writes the whole file or nothing. */
export async function writeNotebook(path: string, notebook: Notebook): Promise<void> {
  await writeAtomic(path, formatNotebook(notebook));
}

/** @param path - names the file in the message of a UserError. */
export function parseNotebook(text: string, path: string): Notebook {
  const json = parseJson(text, path);
  if (!isObject(json) || typeof json['nbformat'] !== 'number') {
    throw new UserError(
      `${path} is no notebook: it has no "nbformat"; name an .ipynb file that Jupyter can open.`,
    );
  }
  const version = json['nbformat'];
  if (version !== 4) throw wrongVersion(version, path);
  if (!Array.isArray(json['cells'])) {
    throw new UserError(
      `${path} is a damaged notebook: "cells" is not a list; bring the file back from a copy.`,
    );
  }
  const metadata = without(objectOr(json['metadata']), ['orig_nbformat', 'orig_nbformat_minor', 'signature']);
  const cells = json['cells'].map((cell, index) => parseCell(cell, `${path}: cell ${index + 1}`));
  const minor = typeof json['nbformat_minor'] === 'number' ? json['nbformat_minor'] : 5;
  const ids = cells.map((cell) => cell.id).filter((id) => id !== '');
  const stable = ids.length === cells.length ? ids : uniqueIds(cells, ids);
  const filled = cells.map((cell, index) => (cell.id === '' ? { ...cell, id: stable[index]! } : cell));
  return { cells: filled, metadata, nbformat: 4, nbformat_minor: Math.max(5, minor) };
}

function wrongVersion(version: number, path: string): UserError {
  const next =
    version < 4
      ? 'open it in JupyterLab and save it, or run `jupyter nbconvert --to notebook --nbformat 4` on it'
      : 'save it as nbformat 4 with the program that made it';
  return new UserError(`${path} has notebook format ${version}, we read format 4; ${next}.`);
}

function parseCell(cell: unknown, where: string): Cell {
  if (!isObject(cell)) throw damaged(where, 'it is no object');
  const source = joined(cell['source']);
  if (source === undefined) throw damaged(where, '"source" is neither text nor a list of lines');
  const id = typeof cell['id'] === 'string' ? cell['id'] : '';
  const metadata = without(objectOr(cell['metadata']), ['trusted']);
  const type = cell['cell_type'];
  if (type === 'markdown' || type === 'raw') {
    const attachments = isObject(cell['attachments'])
      ? { attachments: joinAttachments(cell['attachments']) }
      : {};
    return { cell_type: type, id, metadata, source, ...attachments };
  }
  if (type !== 'code') throw damaged(where, `"cell_type" is ${JSON.stringify(type)}`);
  const outputs = cell['outputs'] ?? [];
  if (!Array.isArray(outputs)) throw damaged(where, '"outputs" is not a list');
  return {
    cell_type: 'code',
    execution_count: typeof cell['execution_count'] === 'number' ? cell['execution_count'] : null,
    id,
    metadata,
    outputs: outputs.map((output) => parseOutput(output, where)),
    source,
  };
}

function parseOutput(output: unknown, where: string): StoredOutput {
  if (!isObject(output)) throw damaged(where, 'an output is no object');
  const type = output['output_type'];
  switch (type) {
    case 'stream':
      return {
        output_type: type,
        name: output['name'] === 'stderr' ? 'stderr' : 'stdout',
        text: joined(output['text']) ?? '',
      };
    case 'error':
      return {
        output_type: type,
        ename: String(output['ename']),
        evalue: String(output['evalue']),
        traceback: Array.isArray(output['traceback']) ? output['traceback'].map(String) : [],
      };
    case 'display_data':
      return { output_type: type, data: joinBundle(output['data']), metadata: objectOr(output['metadata']) };
    case 'execute_result': {
      const count = output['execution_count'];
      return {
        output_type: type,
        data: joinBundle(output['data']),
        execution_count: typeof count === 'number' ? count : null,
        metadata: objectOr(output['metadata']),
      };
    }
    default:
      throw damaged(where, `an output has the type ${JSON.stringify(type)}`);
  }
}

const damaged = (where: string, what: string) =>
  new UserError(`${where} is damaged: ${what}; bring the file back from a copy.`);

/** The file's text. Equal notebooks give equal bytes. */
export function formatNotebook(notebook: Notebook): string {
  const cells = notebook.cells.map((cell) => {
    const source = splitLines(cell.source);
    if (cell.cell_type === 'code') return { ...cell, source, outputs: cell.outputs.map(splitOutput) };
    if (cell.attachments === undefined) return { ...cell, source };
    const attachments = Object.entries(cell.attachments).map(([name, bundle]) => [name, splitBundle(bundle)]);
    return { ...cell, source, attachments: Object.fromEntries(attachments) };
  });
  return stableJson({ ...notebook, cells }) + '\n';
}

function splitOutput(output: StoredOutput): unknown {
  switch (output.output_type) {
    case 'stream':
      return { ...output, text: splitLines(output.text) };
    case 'error':
      return output;
    case 'display_data':
    case 'execute_result':
      return { ...output, data: splitBundle(output.data) };
    default:
      return output satisfies never;
  }
}

const isJsonType = (type: string) => /^application\/(.*\+)?json$/.test(type);
const isSplitType = (type: string) =>
  type.startsWith('text/') || type === 'application/javascript' || type === 'image/svg+xml';

const splitBundle = (bundle: Metadata) =>
  mapValues(bundle, (type, value) =>
    isSplitType(type) && typeof value === 'string' ? splitLines(value) : value,
  );

const joinBundle = (bundle: unknown) =>
  mapValues(objectOr(bundle), (type, value) => (isJsonType(type) ? value : (joined(value) ?? value)));

const joinAttachments = (attachments: Metadata) =>
  mapValues(attachments, (_, bundle) => joinBundle(bundle)) as Record<string, Metadata>;

/** As Python's `splitlines(True)`, which also ends a line at some control characters. */
export const splitLines = (text: string) =>
  text.match(
    /[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])|[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+$/g,
  ) ?? [];

function joined(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return Array.isArray(value) && value.every((line) => typeof line === 'string') ? value.join('') : undefined;
}

const isObject = (value: unknown): value is Metadata =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const objectOr = (value: unknown): Metadata => (isObject(value) ? value : {});
const mapValues = (object: Metadata, change: (key: string, value: unknown) => unknown): Metadata =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(key, value)]));
