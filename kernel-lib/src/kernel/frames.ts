/**
 * Frames on the pipes between parent and child: a mark, the length of the body in bytes, the body as JSON.
 * The mark shows at once when the two sides have lost each other.
 */
import { parse, stringify } from './json.js';

const MARK = 0x424c4f53;
const HEADER = 8;

export class BrokenFrame extends Error {}

export function encodeFrame(message: unknown): Buffer {
  const body = stringify(message);
  const size = Buffer.byteLength(body);
  const frame = Buffer.allocUnsafe(HEADER + size);
  frame.writeUInt32LE(MARK, 0);
  frame.writeUInt32LE(size, 4);
  frame.write(body, HEADER);
  return frame;
}

/** Cuts a stream of bytes into the messages that `encodeFrame` wrote. */
export class FrameReader<T> {
  private chunks: Buffer[] = [];
  private length = 0;
  /** How many bytes the next frame needs in all; chunks are joined only when they have come. */
  private wanted = HEADER;

  /** The messages that this chunk completes. Throws `BrokenFrame` where the stream is out of step. */
  push(chunk: Buffer): T[] {
    this.chunks.push(chunk);
    this.length += chunk.length;
    if (this.length < this.wanted) return [];
    const bytes = this.chunks.length === 1 ? chunk : Buffer.concat(this.chunks);
    const messages: T[] = [];
    let position = 0;
    while (bytes.length - position >= (this.wanted = frameSize(bytes, position))) {
      messages.push(parse(bytes.toString('utf8', position + HEADER, position + this.wanted)) as T);
      position += this.wanted;
    }
    const rest = bytes.subarray(position);
    this.chunks = rest.length > 0 ? [rest] : [];
    this.length = rest.length;
    return messages;
  }
}

function frameSize(bytes: Buffer, position: number): number {
  if (bytes.length - position < HEADER) return HEADER;
  if (bytes.readUInt32LE(position) !== MARK) {
    throw new BrokenFrame(`A frame begins with ${bytes.toString('hex', position, position + 4)}.`);
  }
  return HEADER + bytes.readUInt32LE(position + 4);
}
