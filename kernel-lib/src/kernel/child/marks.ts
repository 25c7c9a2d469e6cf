/**
 * Native code and other processes write to file descriptors 1 and 2 themselves, beside the frames. A mark goes out on
 * all three ways at once, and the parent waits for it on each: what came before it stays before what comes after it.
 */
import { endMark } from '../messages.js';
import type { Output } from '../outputs.js';
import { send, writeNative } from './channel.js';
import { protect } from './protection.js';

/** Milliseconds between marks, so that a loop that prints does not spend its time on them. */
const PACE = 1;
/** The kernel's own: a cell may set the clock that it sees. */
const now = performance.now.bind(performance);

let token = '';
let marks = 0;
let last = 0;

/** @param given - what no text contains by chance. */
export function useToken(given: string): void {
  token = given;
}

export function mark(): void {
  protect(() => {
    marks += 1;
    send({ type: 'mark', mark: marks });
    for (const fd of [1, 2] as const) writeNative(fd, endMark(token, `m${marks}`));
  });
  last = now();
}

/** The end of the cell's native text. */
export function markEnd(cell: number): void {
  for (const fd of [1, 2] as const) writeNative(fd, endMark(token, cell));
}

/** Sends what a cell shows, between marks unless one went out just now. */
export function sendOutput(cell: number, output: Output): void {
  const isApart = now() - last > PACE;
  if (isApart) mark();
  send({ type: 'output', cell, output });
  if (isApart) mark();
}
