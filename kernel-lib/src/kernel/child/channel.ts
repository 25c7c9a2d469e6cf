/** The child's side of the pipes. Frames go out synchronously: what a cell printed is there when it crashes. */
import fs from 'node:fs';
import { encodeFrame } from '../frames.js';
import { FRAMES_FD, type Frame } from '../messages.js';
import { protect } from './protection.js';

/** Node's own: what cells see of it may be something else. */
const { writeSync } = fs;

/** What is left of a frame that an interrupt cut short: it goes out before the next one. */
let rest: Buffer = Buffer.alloc(0);

export function send(frame: Frame): void {
  protect(() => {
    flush();
    rest = encodeFrame(frame);
    flush();
  });
}

function flush(): void {
  while (rest.length > 0) rest = rest.subarray(writeAll(FRAMES_FD, rest));
}

/** Writes what the pipe takes, and waits while it is full. */
function writeAll(fd: number, bytes: Buffer): number {
  try {
    return writeSync(fd, bytes);
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    // The parent has gone: nobody is left to hear of it.
    if (code === 'EPIPE') process.kill(process.pid, 'SIGKILL');
    // A cell has closed the stream: the parent sees its end.
    if (code === 'EBADF' && fd !== FRAMES_FD) return bytes.length;
    if (code !== 'EAGAIN') throw thrown;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    return 0;
  }
}

/** Text to one of the process's own streams, as a program written in C would write it. */
export function writeNative(fd: 1 | 2, text: string): void {
  let bytes: Buffer = Buffer.from(text);
  while (bytes.length > 0) bytes = bytes.subarray(writeAll(fd, bytes));
}
