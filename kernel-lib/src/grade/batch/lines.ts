/**
 * A file of JSON lines that survives being killed: each line is appended whole and reaches the disk before `append`
 * settles; of several lines with one key the last counts. In memory are only keys, places and a short tag of each line.
 */
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { fileError } from '../../files.js';

export interface LinesOptions<T> {
  /** What a line is about, such as student and lesson. Throws where the value is not what it should be. */
  keyOf(value: T): string;
  /** What is kept of the line in memory. */
  tagOf(value: T): string;
  /** Whether lines are appended. Then nobody else may write the file; a torn end is cut off. */
  write: boolean;
}

interface Entry {
  offset: number;
  length: number;
  tag: string;
}

const READ_BYTES = 1 << 20;
const NEWLINE = 10;

export class Lines<T> {
  /** What was unusual in the file, in sentences. */
  readonly warnings: string[] = [];
  private readonly entries = new Map<string, Entry>();
  private end = 0;
  private pending: { value: T; line: Buffer; resolve(): void; reject(thrown: unknown): void }[] = [];
  private writing: Promise<void> | undefined;

  private constructor(
    readonly path: string,
    private readonly file: FileHandle,
    private readonly options: LinesOptions<T>,
  ) {}

  /** Throws a UserError that names the path where it cannot be read or made. */
  static async open<T>(path: string, options: LinesOptions<T>): Promise<Lines<T>> {
    try {
      const { O_RDONLY, O_RDWR, O_CREAT } = constants;
      const file = await open(path, options.write ? O_RDWR | O_CREAT : O_RDONLY, 0o600);
      const lines = new Lines(path, file, options);
      await lines.scan().catch(async (thrown: unknown) => {
        await file.close();
        throw thrown;
      });
      return lines;
    } catch (thrown) {
      throw fileError(options.write ? 'Cannot write' : 'Cannot read', path, thrown);
    }
  }

  get size(): number {
    return this.entries.size;
  }

  /** Sorted, so that whatever is made from the file does not depend on who was ready first. */
  keys(): string[] {
    return [...this.entries.keys()].sort();
  }

  /** The tag of the key's last line. */
  tag(key: string): string | undefined {
    return this.entries.get(key)?.tag;
  }

  /** The key's last line. */
  async read(key: string): Promise<T | undefined> {
    const entry = this.entries.get(key);
    if (entry === undefined) return undefined;
    const buffer = Buffer.alloc(entry.length);
    await readFully(this.file, buffer, entry.offset);
    return JSON.parse(buffer.toString('utf8')) as T;
  }

  /** The last line of each key, one after the other, in the order of the keys. */
  async *latest(): AsyncGenerator<T> {
    for (const key of this.keys()) yield (await this.read(key))!;
  }

  /** Settles once the line is on the disk. Lines that come while others are written share one write. */
  append(value: T): Promise<void> {
    if (!this.options.write) throw new Error(`${this.path} was opened for reading.`);
    const line = Buffer.from(`${JSON.stringify(value)}\n`);
    return new Promise((resolve, reject) => {
      this.pending.push({ value, line, resolve, reject });
      this.writing ??= this.writePending();
    });
  }

  /** Waits for what is being written. */
  async close(): Promise<void> {
    await this.writing;
    await this.file.close();
  }

  private async writePending(): Promise<void> {
    while (this.pending.length > 0) {
      const batch = this.pending;
      this.pending = [];
      try {
        const bytes = Buffer.concat(batch.map(({ line }) => line));
        await writeFully(this.file, bytes, this.end);
        await this.file.datasync();
      } catch (thrown) {
        // A full disk: what was half written goes, so that a later line does not stand behind half a line.
        await this.file.truncate(this.end).catch(() => undefined);
        for (const { reject } of batch) reject(fileError('Cannot write', this.path, thrown));
        continue;
      }
      for (const { value, line, resolve } of batch) {
        this.enter(value, this.end, line.length - 1);
        this.end += line.length;
        resolve();
      }
    }
    this.writing = undefined; // in the same breath as the last look at what is pending
  }

  private enter(value: T, offset: number, length: number): void {
    const { keyOf, tagOf } = this.options;
    this.entries.set(keyOf(value), { offset, length, tag: tagOf(value) });
  }

  /** Reads the file once from start to end. */
  private async scan(): Promise<void> {
    const chunk = Buffer.alloc(READ_BYTES);
    let rest = Buffer.alloc(0);
    let number = 0;
    for (;;) {
      const { bytesRead } = await this.file.read(chunk, 0, chunk.length, this.end + rest.length);
      if (bytesRead === 0) break;
      let bytes = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
      for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE)) {
        this.enterLine(bytes.subarray(0, at), ++number);
        this.end += at + 1;
        bytes = bytes.subarray(at + 1);
      }
      rest = Buffer.from(bytes); // a copy, or the whole chunk would stay
    }
    if (rest.length === 0) return;
    this.warnings.push(
      `${this.path}: the last line was torn (${rest.length} bytes, from a batch that was killed) and does not count.`,
    );
    if (this.options.write) await this.file.truncate(this.end);
  }

  private enterLine(line: Buffer, number: number): void {
    try {
      this.enter(JSON.parse(line.toString('utf8')) as T, this.end, line.length);
    } catch {
      this.warnings.push(`${this.path}: line ${number} cannot be read and does not count.`);
    }
  }
}

async function readFully(file: FileHandle, buffer: Buffer, offset: number): Promise<void> {
  for (let done = 0; done < buffer.length;) {
    const { bytesRead } = await file.read(buffer, done, buffer.length - done, offset + done);
    if (bytesRead === 0) throw new Error('The file was cut while it was read.');
    done += bytesRead;
  }
}

async function writeFully(file: FileHandle, bytes: Buffer, offset: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += (await file.write(bytes, done, bytes.length - done, offset + done)).bytesWritten;
  }
}
