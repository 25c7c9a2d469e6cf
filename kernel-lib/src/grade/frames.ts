/** Frames between driver and runner: four bytes of length (big-endian), then that many bytes of JSON. */

/** The largest frame, in bytes: enough for a million numbers, too little to fill a memory. */
export const FRAME_LIMIT = 8 * 1024 * 1024;

/** The nonce under which a confined program says that it is up, before anything is asked. */
export const READY = 'ready';

/** Thrown by `FrameReader` where the announced length is beyond the limit. */
export class FrameTooLarge extends Error {}

export function toFrame(message: unknown): Buffer {
  const body = Buffer.from(JSON.stringify(message), 'utf8');
  if (body.length > FRAME_LIMIT) throw new FrameTooLarge(`${body.length} bytes`);
  const header = Buffer.alloc(4);
  header.writeUInt32BE(body.length);
  return Buffer.concat([header, body]);
}

/** Cuts a stream of bytes into frames. */
export class FrameReader {
  private chunks: Buffer[] = [];
  private length = 0;

  push(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.length += chunk.length;
  }

  /** The text of the next whole frame, or undefined until more has come. */
  next(): string | undefined {
    if (this.length < 4) return undefined;
    if (this.chunks[0]!.length < 4) this.chunks = [Buffer.concat(this.chunks)];
    const size = this.chunks[0]!.readUInt32BE(0);
    if (size > FRAME_LIMIT) throw new FrameTooLarge(`${size} bytes`);
    if (this.length < 4 + size) return undefined;
    const all = Buffer.concat(this.chunks);
    this.chunks = [all.subarray(4 + size)];
    this.length -= 4 + size;
    return all.toString('utf8', 4, 4 + size);
  }

  /** Whether part of a frame is left. */
  get pending(): boolean {
    return this.length > 0;
  }
}
