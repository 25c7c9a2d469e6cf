/** The confined side of the channel: descriptor 3, read and written at once, so that nothing is lost at an end. */
import { readSync, writeSync } from 'node:fs';
import { FrameReader, FrameTooLarge, FRAME_LIMIT, toFrame } from './frames.js';

const CHANNEL = 3;
const CHUNK = 65536;

const reader = new FrameReader();

/** Waits for the next request; undefined when the driver has closed the channel. */
export function receive<Request>(): Request | undefined {
  for (;;) {
    const text = reader.next();
    if (text !== undefined) return JSON.parse(text) as Request;
    const chunk = Buffer.alloc(CHUNK);
    const length = readSync(CHANNEL, chunk);
    if (length === 0) return undefined;
    reader.push(chunk.subarray(0, length));
  }
}

/** A message that is too large becomes an error that says so. */
export function send(message: { nonce: string } & Record<string, unknown>): void {
  let frame: Buffer;
  try {
    frame = toFrame(message);
  } catch (thrown) {
    if (!(thrown instanceof FrameTooLarge)) throw thrown;
    const error = {
      name: 'RangeError',
      message: `the answer is larger than ${FRAME_LIMIT / 1024 / 1024} MB`,
    };
    frame = toFrame({ nonce: message.nonce, error });
  }
  for (let sent = 0; sent < frame.length;) sent += writeSync(CHANNEL, frame, sent);
}
