/** One line that tells how far a batch is and how long it will take. */
import type { ClassProgress } from '../grade/batch/grade-class.js';
import { LiveRegion } from '../notebook/live-region.js';
import type { TerminalStream } from '../notebook/terminal.js';

export interface ProgressLine {
  show(progress: ClassProgress): void;
  /** How many workers of a queue listen. */
  workers(count: number): void;
  /** A sentence that stays, above the line. */
  say(sentence: string): void;
  end(): void;
}

const ID = 'batch';

/** Rewritten in place on a terminal; in a log now and then. */
export function progressLine(stream: TerminalStream, now: () => number = Date.now): ProgressLine {
  const region = new LiveRegion(stream, { live: stream.isTTY === true, now });
  let began: number | undefined;
  let listening: number | undefined;
  let last: ClassProgress | undefined;
  const draw = () => {
    if (last === undefined) return;
    if (last.phase === 'grading') began ??= now();
    const text =
      last.phase === 'reading' ? readingText(last.done) : gradingText(last, (now() - began!) / 1000);
    region.show(ID, `${text}${workersText(listening)}\n`);
  };
  return {
    show(progress) {
      last = progress;
      draw();
    },
    workers(count) {
      listening = count;
      draw();
    },
    say: (sentence) => region.print(`${sentence}\n`),
    end: () => region.commit(),
  };
}

const readingText = (done: number) => `Reading: ${count(done, 'submission')}`;

/** The first few say little about the rest. */
const ENOUGH = 3;

export function gradingText(
  { done, total, skipped, graded, ungraded }: Extract<ClassProgress, { phase: 'grading' }>,
  seconds: number,
): string {
  const fresh = graded + ungraded;
  const parts = [`Grading: ${thousands(done)} of ${count(total, 'submission')}`];
  if (skipped > 0) parts.push(`${thousands(skipped)} were current`);
  if (ungraded > 0) parts.push(`${thousands(ungraded)} ungraded`);
  if (fresh >= ENOUGH && seconds > 0) {
    parts.push(`${thousands(Math.round((60 * fresh) / seconds))} a minute`);
    if (done < total) parts.push(`about ${duration(((total - done) * seconds) / fresh)} left`);
  }
  return parts.join(', ');
}

function workersText(listening: number | undefined): string {
  if (listening === undefined) return '';
  if (listening > 0) return `, ${count(listening, 'worker')}`;
  return ', no worker yet: start npx blossom grade-worker --queue with the same address';
}

export const thousands = (value: number) => value.toLocaleString('en-US');
export const count = (value: number, one: string) => `${thousands(value)} ${one}${value === 1 ? '' : 's'}`;

/** `40 s`, `3 min`, `1 h 20 min`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
