/** names.tsv and things.tsv. */
import { cell, oneOfCell, rowError, type Row } from './rows.js';
import type { NamePart, Thing } from './types.js';

/** Remembers where an id stood, and refuses it a second time. */
export function uniqueIds(what: string): (row: Row, id: string) => void {
  const lines = new Map<string, number>();
  return (row, id) => {
    const before = lines.get(id);
    if (before !== undefined) {
      throw rowError(row, `${what} "${id}" stands already in line ${before}; remove one or rename it.`);
    }
    lines.set(id, row.line);
  };
}

/** Ids go into facts (`p017/dorm=jade`), so they are plain. */
export function idCell(row: Row, column: string): string {
  const id = cell(row, column);
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id)) {
    throw rowError(
      row,
      `the id "${id}" may have small letters, digits and single hyphens only, such as "plum-blossoms".`,
    );
  }
  return id;
}

const HAN = /\p{Script=Han}/u;

/** Refuses a Chinese form without a Chinese character where the English one is a different word, and the reverse. */
function checkForms(row: Row): void {
  const { en, zh } = row.cells as { en: string; zh: string };
  if (HAN.test(en))
    throw rowError(row, `the English form "${en}" has Chinese characters; put them under zh.`);
  if (!HAN.test(zh) && zh !== en) {
    throw rowError(
      row,
      `the Chinese form "${zh}" has no Chinese character; only a form like the English one may.`,
    );
  }
}

/** No two pairs may make the same full name: 欧 + 阳明 and 欧阳 + 明. */
function checkFullNames(
  rows: readonly Row[],
  { given, family }: { given: NamePart[]; family: NamePart[] },
): void {
  const owners = new Map<string, string>();
  for (const first of given) {
    for (const last of family) {
      const full = `${last.zh}${first.zh}`;
      const before = owners.get(full);
      if (before !== undefined) {
        const row = rows.find(({ cells }) => cells['part'] === 'given' && cells['id'] === first.id)!;
        throw rowError(row, `${last.id} and ${first.id} make ${full}, as ${before} do; change one of them.`);
      }
      owners.set(full, `${last.id} and ${first.id}`);
    }
  }
}

/** Given and family names, in the table's order. */
export function readNames(rows: readonly Row[]): { given: NamePart[]; family: NamePart[] } {
  const parts = { given: [] as NamePart[], family: [] as NamePart[] };
  const unique = { id: uniqueIds('the name'), en: uniqueIds('the name'), zh: uniqueIds('the name') };
  for (const row of rows) {
    const part = oneOfCell(row, 'part', ['given', 'family'] as const);
    const gender = oneOfCell(row, 'gender', part === 'given' ? (['f', 'm'] as const) : (['-'] as const));
    checkForms(row);
    const made = { id: idCell(row, 'id'), en: cell(row, 'en'), zh: cell(row, 'zh'), gender };
    unique.id(row, `${part} ${made.id}`);
    unique.en(row, `${part} ${made.en}`);
    unique.zh(row, `${part} ${made.zh}`);
    parts[part].push(made);
  }
  checkFullNames(rows, parts);
  for (const part of ['given', 'family'] as const) {
    if (parts[part].length < 2) {
      throw rowError(rows[0]!, `there are ${parts[part].length} ${part} names; at least 2 are needed.`);
    }
  }
  return parts;
}

/** Things by class, then by id, in the table's order. */
export function readThings(rows: readonly Row[]): Map<string, Map<string, Thing>> {
  const things = new Map<string, Map<string, Thing>>();
  const unique = uniqueIds('the thing');
  for (const row of rows) {
    checkForms(row);
    const kind = idCell(row, 'class');
    const thing = { class: kind, id: idCell(row, 'id'), en: cell(row, 'en'), zh: cell(row, 'zh') };
    for (const form of [thing.id, `en ${thing.en}`, `zh ${thing.zh}`]) unique(row, `${kind} ${form}`);
    if (!things.has(kind)) things.set(kind, new Map());
    things.get(kind)!.set(thing.id, thing);
  }
  return things;
}
