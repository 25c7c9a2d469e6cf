/**
 * What JavaScript writes straight to file descriptors 1 and 2 goes the way of `process.stdout`, so it keeps its place
 * between the lines of `console.log`. Only other processes and native code still write there themselves.
 */
import { createRequire, syncBuiltinESMExports } from 'node:module';
import type * as NodeFs from 'node:fs';
import { format } from 'node:util';

type Fs = typeof NodeFs;
type Callback = (error: Error | null, written: number, data: unknown) => void;

export function installNativeWrites(): void {
  // The module itself, not a copy of its exports.
  const fs = createRequire(__filename)('node:fs') as Fs;
  Object.assign(fs, {
    writeSync: instead(fs.writeSync, writeNow),
    write: instead(fs.write, (fd, data, ...rest) => {
      const written = writeNow(fd, data, ...rest.filter((one) => typeof one !== 'function'));
      const then = rest.find((one) => typeof one === 'function') as Callback | undefined;
      process.nextTick(() => then?.(null, written, data));
    }),
    writeFileSync: instead(fs.writeFileSync, writeWhole),
    appendFileSync: instead(fs.appendFileSync, writeWhole),
  });
  Object.assign(process, {
    _rawDebug: (...given: unknown[]) => process.stderr.write(`${format(...given)}\n`),
  });
  syncBuiltinESMExports();
}

/** @param ours - for the two descriptors. */
function instead<R>(
  original: (...given: never[]) => R,
  ours: (fd: number, data: unknown, ...rest: unknown[]) => R,
) {
  return (...given: unknown[]): R => {
    const [fd, data, ...rest] = given;
    return fd === 1 || fd === 2 ? ours(fd, data, ...rest) : original(...(given as never[]));
  };
}

const streamOf = (fd: number) => (fd === 1 ? process.stdout : process.stderr);

/** `(fd, bytes, offset?, length?)`, `(fd, bytes, { offset, length })` or `(fd, text, position?, encoding?)`. */
function writeNow(fd: number, data: unknown, ...[second, third]: unknown[]): number {
  if (typeof data === 'string') {
    const encoding = typeof third === 'string' ? (third as BufferEncoding) : 'utf8';
    streamOf(fd).write(data, encoding);
    return Buffer.byteLength(data, encoding);
  }
  if (!ArrayBuffer.isView(data))
    throw new TypeError(`write: expected a string or bytes, got ${typeof data}.`);
  const range = typeof second === 'object' && second !== null ? second : { offset: second, length: third };
  const { offset, length } = range as { offset?: unknown; length?: unknown };
  const start = typeof offset === 'number' ? offset : 0;
  const count = typeof length === 'number' ? length : data.byteLength - start;
  streamOf(fd).write(new Uint8Array(data.buffer, data.byteOffset + start, count));
  return count;
}

function writeWhole(fd: number, data: unknown, options?: unknown): void {
  const given = typeof options === 'string' ? options : (options as { encoding?: unknown } | null)?.encoding;
  writeNow(fd, data, undefined, given);
}
