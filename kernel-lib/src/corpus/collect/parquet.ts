/** Parquet files, one row group at a time, by hyparquet (with zstd, gzip, snappy, brotli and lz4). */
import type { FileHandle } from 'node:fs/promises';
import { parquetMetadataAsync, parquetReadObjects, type AsyncBuffer, type FileMetaData } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { messageOf } from '../../errors.js';
import type { Found } from './found.js';
import type { Reading } from './problems.js';
import { foundInRow, Ids, type Row } from './rows.js';

const bufferOf = (handle: FileHandle, byteLength: number) => ({
  byteLength,
  async slice(start: number, end = byteLength) {
    const bytes = new Uint8Array(end - start);
    await handle.read(bytes, 0, bytes.length, start);
    return bytes.buffer;
  },
});

/** How many rows each row group has. Throws where the file is no Parquet. */
export async function rowGroups(handle: FileHandle, byteLength: number): Promise<number[]> {
  const metadata = await parquetMetadataAsync(bufferOf(handle, byteLength));
  return metadata.row_groups.map(({ num_rows }) => Number(num_rows));
}

/** The rows of the row groups `first` to before `end`. A damaged part is a problem; the next one goes on. */
export async function* readParquet(
  handle: FileHandle,
  byteLength: number,
  reading: Reading,
  first = 0,
  end = Infinity,
): AsyncGenerator<Found> {
  const file = bufferOf(handle, byteLength);
  let metadata: FileMetaData;
  try {
    metadata = await parquetMetadataAsync(file);
  } catch (thrown) {
    reading.problem('bad-parquet', 0, `Not a Parquet file: ${messageOf(thrown)}.`);
    return;
  }
  const ids = new Ids();
  let rowStart = 0;
  for (const [group, { num_rows, columns, total_byte_size }] of metadata.row_groups.entries()) {
    const count = Number(num_rows);
    if (group >= first && group < end) {
      const offset = Number(columns[0]?.file_offset ?? 0);
      const parts = partsOf(count, Number(total_byte_size), reading);
      for (const [from, to] of parts) {
        const rows = await rowsOf(file, metadata, rowStart + from, rowStart + to).catch((thrown) => {
          const message = `Row group ${group}, rows ${from} to ${to}: ${messageOf(thrown)}.`;
          reading.problem('bad-row-group', offset, message);
          return [];
        });
        yield* documentsIn(rows, rowStart + from, offset, reading, ids);
      }
    }
    rowStart += count;
  }
}

/** The compressed bytes of a row group are read again for each part, so there are not many. */
const MOST_PARTS = 16;

/** Rows of a group from and to, so that a part has about four of the longest documents when it is decompressed. */
function partsOf(rows: number, bytes: number, { limits }: Reading): [from: number, to: number][] {
  const count = Math.max(1, Math.min(MOST_PARTS, rows, Math.ceil(bytes / (4 * limits.documentBytes))));
  const edge = (part: number) => Math.round((part * rows) / count);
  return Array.from({ length: count }, (_, part) => [edge(part), edge(part + 1)]);
}

const rowsOf = (file: AsyncBuffer, metadata: FileMetaData, rowStart: number, rowEnd: number) =>
  parquetReadObjects({ file, metadata, rowStart, rowEnd, compressors });

/** Values that JSON can carry: 64-bit integers as numbers, or as text where a number would round them. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}

function* documentsIn(
  rows: readonly Row[],
  rowStart: number,
  offset: number,
  reading: Reading,
  ids: Ids,
): Generator<Found> {
  for (const [i, row] of rows.entries()) {
    const number = rowStart + i + 1;
    if (ids.seen(row)) {
      reading.problem('duplicate-id', offset, `Row ${number}: the id ${String(row['id'])} has come before.`);
      continue;
    }
    const found = foundInRow(plain(row) as Row, { offset, row: number });
    if (found === undefined) reading.problem('no-text', offset, `Row ${number} has no column with text.`);
    else if (found.body.length > reading.limits.documentBytes)
      reading.problem('too-long', offset, `Row ${number} has a text of ${found.body.length} bytes.`);
    else yield found;
  }
}
