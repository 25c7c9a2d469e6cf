/**
 * Signatures on the disk: a header and records of one size, appended one after another. A run that was killed leaves at
 * most half a record, which is cut off when the file is opened again.
 */
import { closeSync, fstatSync, ftruncateSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { UserError } from '../../errors.js';
import { nearIndex } from './index.js';
import type { NearIndex } from './index.js';
import { nearSettings } from './options.js';
import type { NearOptions, NearSettings } from './options.js';

export interface SignatureWriter {
  /** Records that the file has, those of earlier runs included. */
  readonly count: number;
  append(signature: Uint32Array, length: number): void;
  /** Writes out what waits, and waits for the disk: after it, `count` records survive a loss of power. */
  flush(): void;
  close(): void;
}

/** "BLOSSIG1", bands, rows, seed, and room. */
const HEADER = 32;
const MAGIC = Buffer.from('BLOSSIG1', 'latin1');
/** Records in one read or write. */
const AT_ONCE = 1024;

const recordBytes = ({ hashes }: NearSettings) => 4 * (hashes + 1);

/**
 * Opens a file of signatures to append to; makes it where it is missing.
 * @param keep - how many of its records stay (a run that resumes knows how many documents it had done); all by default.
 * Throws a UserError where the file was written with other settings, or has fewer records than that.
 */
export function writeSignatures(file: string, options: NearOptions = {}, keep = Infinity): SignatureWriter {
  const settings = nearSettings(options);
  const size = recordBytes(settings);
  const descriptor = openSync(file, 'a+');
  let count = begin(descriptor, file, settings, keep);
  const waiting = new Uint32Array(AT_ONCE * (settings.hashes + 1));
  let waits = 0;
  const writeOut = () => {
    writeAll(descriptor, Buffer.from(waiting.buffer, 0, waits * size));
    waits = 0;
  };
  return {
    get count() {
      return count;
    },
    append(signature, length) {
      if (signature.length !== settings.hashes)
        throw new RangeError(`A signature of ${signature.length} numbers, expected ${settings.hashes}.`);
      const at = waits * (settings.hashes + 1);
      waiting[at] = length;
      waiting.set(signature, at + 1);
      count++;
      if (++waits === AT_ONCE) writeOut();
    },
    flush() {
      writeOut();
      fsyncSync(descriptor);
    },
    close() {
      writeOut();
      closeSync(descriptor);
    },
  };
}

/** Writes the header of a new file, or cuts an old one to whole records. Returns how many there are. */
function begin(descriptor: number, file: string, settings: NearSettings, keep: number): number {
  if (fstatSync(descriptor).size < HEADER) {
    ftruncateSync(descriptor, 0);
    writeAll(descriptor, headerOf(settings));
  }
  const { bands, rows, seed, count } = readHeader(descriptor, file);
  if (bands !== settings.bands || rows !== settings.rows || seed !== settings.seed)
    throw new UserError(
      `${file} has signatures of ${bands} bands of ${rows} rows with seed ${seed}, not ${settings.bands} of ${settings.rows} with ${settings.seed}: use those settings, or another file.`,
    );
  if (Number.isFinite(keep) && count < keep)
    throw new UserError(
      `${file} has ${count} signatures where ${keep} are expected: remove it and run again.`,
    );
  const stay = Math.min(count, keep);
  ftruncateSync(descriptor, HEADER + stay * recordBytes(settings));
  return stay;
}

function headerOf({ bands, rows, seed }: NearSettings): Buffer {
  const header = Buffer.alloc(HEADER);
  MAGIC.copy(header);
  header.writeUInt32LE(bands, 8);
  header.writeUInt32LE(rows, 12);
  header.writeDoubleLE(seed, 16);
  return header;
}

function readHeader(descriptor: number, file: string): NearSettings & { count: number } {
  const header = Buffer.alloc(HEADER);
  const length = readSync(descriptor, header, 0, HEADER, 0);
  if (length < HEADER || !header.subarray(0, MAGIC.length).equals(MAGIC))
    throw new UserError(`${file} is not a file of signatures: give another path, or remove it.`);
  const options = {
    bands: header.readUInt32LE(8),
    rows: header.readUInt32LE(12),
    seed: header.readDoubleLE(16),
  };
  const settings = nearSettings(options);
  const count = Math.floor((fstatSync(descriptor).size - HEADER) / recordBytes(settings));
  return { ...settings, count };
}

function writeAll(descriptor: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
}

/** Reads the whole file once, and makes the index of all its documents, in their order. */
export function indexOfSignatures(file: string): NearIndex {
  const descriptor = openSync(file, 'r');
  try {
    const { count, bands, rows, seed, hashes } = readHeader(descriptor, file);
    const index = nearIndex({ bands, rows, seed });
    const block = new Uint32Array(AT_ONCE * (hashes + 1));
    for (let done = 0; done < count;) {
      const many = Math.min(AT_ONCE, count - done);
      readWhole(
        descriptor,
        file,
        Buffer.from(block.buffer, 0, many * 4 * (hashes + 1)),
        HEADER + done * 4 * (hashes + 1),
      );
      for (let at = 0; at < many * (hashes + 1); at += hashes + 1) {
        index.add(block.subarray(at + 1, at + 1 + hashes), block[at]!);
      }
      done += many;
    }
    return index;
  } finally {
    closeSync(descriptor);
  }
}

function readWhole(descriptor: number, file: string, bytes: Buffer, position: number): void {
  for (let at = 0; at < bytes.length;) {
    const read = readSync(descriptor, bytes, at, bytes.length - at, position + at);
    if (read === 0)
      throw new UserError(`${file} became shorter while it was read: run again when nothing writes to it.`);
    at += read;
  }
}
