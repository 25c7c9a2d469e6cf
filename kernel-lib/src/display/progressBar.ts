/** Progress of long work: one live output in a notebook, one rewritten line in a terminal, a few lines in a log file. */
import type { ProgressRecord } from '../progress.js';
import { escapeHtml } from './escape.js';
import { FRAME, Frames, systemClock, type Clock } from './frames.js';
import { host } from './host.js';
import { formatDuration, formatNumber } from './numbers.js';
import { newDisplayId } from './show.js';
import { cut } from './textWidth.js';

export interface ProgressOptions {
  /** What is being done. */
  label: string;
  /** How many units there are; without it there is no share and no time left. */
  total?: number;
  /** What is counted, for example `steps`. */
  unit?: string;
}

/** Where the line goes without a notebook; a part of a Node stream. */
export interface Terminal {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

export interface ProgressEnvironment {
  clock?: Clock;
  /** Default: standard error, so that standard output stays clean. */
  terminal?: Terminal;
}

/** Milliseconds between lines of a log file. */
const SPARSE = 10_000;
/** The rate is that of the last few seconds: old speed is forgotten with this half-life in milliseconds. */
const HALF_LIFE = 4000;
const BLOCKS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

function bar(share: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * width * 8);
  const filled = '█'.repeat(Math.floor(eighths / 8)) + (BLOCKS[eighths % 8] ?? '');
  return `▕${filled.padEnd(width)}▏`;
}

export class Progress {
  private readonly id = newDisplayId('progress');
  private readonly frames: Frames;
  private readonly clock: Clock;
  private readonly terminal: Terminal;
  private readonly start: number;
  private count = 0;
  private note: string | undefined;
  private rate = 0;
  private measured: { at: number; count: number };
  private shown = false;
  private ended = false;

  constructor(
    private readonly options: ProgressOptions,
    { clock = systemClock, terminal = process.stderr }: ProgressEnvironment = {},
  ) {
    this.clock = clock;
    this.terminal = terminal;
    this.start = clock.now();
    this.measured = { at: this.start, count: 0 };
    const rewritten = host() !== undefined || terminal.isTTY === true;
    this.frames = new Frames(clock, rewritten ? FRAME : SPARSE);
    this.frames.force(() => this.draw());
  }

  /**
   * Tells how many units are done in all; drawn at most five times a second.
   * @param note - the newest result in a few words; stays until the next one.
   */
  update(done: number, note?: string): void {
    if (this.ended) return;
    this.count = done;
    this.note = note ?? this.note;
    this.frames.offer(() => this.draw());
  }

  /** Draws the last state with the time that it took. A second call does nothing. */
  done(note?: string): void {
    if (this.ended) return;
    this.ended = true;
    this.note = note ?? this.note;
    this.frames.force(() => this.draw());
    if (host() === undefined && this.terminal.isTTY === true) this.terminal.write('\n');
  }

  /** Units a second, mostly of the last seconds. */
  private measure(now: number): void {
    const passed = now - this.measured.at;
    if (passed <= 0 || this.count < this.measured.count) return;
    const current = ((this.count - this.measured.count) / passed) * 1000;
    const weight = this.rate === 0 ? 1 : 1 - 0.5 ** (passed / HALF_LIFE);
    this.rate += (current - this.rate) * weight;
    this.measured = { at: now, count: this.count };
  }

  private share(): number | undefined {
    const { total } = this.options;
    return total === undefined || total <= 0 ? undefined : Math.min(1, this.count / total);
  }

  private facts(): string[] {
    const { total, unit } = this.options;
    const now = this.clock.now();
    this.measure(now);
    const spent = (now - this.start) / 1000;
    const rate = this.ended && spent > 0 ? this.count / spent : this.rate;
    const units = unit === undefined ? '' : ` ${unit}`;
    const facts = [
      `${formatNumber(this.count)}${total === undefined ? '' : `/${formatNumber(total)}`}${units}`,
    ];
    if (rate > 0) facts.push(`${formatNumber(rate, 3)}${units === '' ? '' : units}/s`);
    if (this.ended) facts.push(formatDuration(spent));
    else if (total !== undefined && this.rate > 0) {
      facts.push(`${formatDuration(Math.max(0, total - this.count) / this.rate)} left`);
    }
    return this.note === undefined || this.note === '' ? facts : [...facts, this.note];
  }

  private text(facts: readonly string[]): string {
    const share = this.share();
    const filled =
      share === undefined ? '' : ` ${bar(share, 20)} ${String(Math.floor(share * 100)).padStart(3)} %`;
    return `${this.options.label}${filled}  ${facts.join(' · ')}`;
  }

  private html(facts: readonly string[]): string {
    const share = this.share();
    const percent = Math.round((share ?? (this.ended ? 1 : 0)) * 1000) / 10;
    const colour = this.ended ? '#009E73' : '#0072B2';
    return (
      `<div style="display:flex;align-items:center;gap:10px;flex-wrap:wrap;font-variant-numeric:tabular-nums">` +
      `<b>${escapeHtml(this.options.label)}</b>` +
      `<span style="flex:0 1 220px;min-width:120px;height:9px;border-radius:5px;background:rgba(128,128,128,.25);overflow:hidden">` +
      `<span style="display:block;width:${percent}%;height:100%;background:${colour}"></span></span>` +
      `${share === undefined ? '' : `<span>${Math.floor(share * 100)} %</span>`}` +
      `<span style="opacity:.75">${escapeHtml(facts.join(' · '))}</span></div>`
    );
  }

  private draw(): void {
    const facts = this.facts();
    const target = host();
    const text = this.text(facts);
    if (target !== undefined) {
      const update = this.shown ? { id: this.id, update: true } : { id: this.id };
      this.shown = true;
      target.display({ 'text/html': this.html(facts), 'text/plain': text }, update);
    } else if (this.terminal.isTTY === true) {
      // Back to the start of the line, and its rest cleared.
      this.terminal.write(`\r${cut(text, (this.terminal.columns ?? 80) - 1)}\u001b[K`);
    } else {
      this.terminal.write(`${text}\n`);
    }
  }
}

/** Shows how far some work is: call `update(done)` as often as you like, and `done()` at its end. */
export function progress(options: ProgressOptions, environment?: ProgressEnvironment): Progress {
  return new Progress(options, environment);
}

/** The same items, with progress: `for await (const page of withProgress(pages, { label: 'clean' }))`. */
export async function* withProgress<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  options: ProgressOptions,
  environment?: ProgressEnvironment,
): AsyncGenerator<Item, void, undefined> {
  const known = Array.isArray(items)
    ? items.length
    : items instanceof Set || items instanceof Map
      ? items.size
      : undefined;
  const shown = progress(known === undefined ? options : { total: known, ...options }, environment);
  let count = 0;
  try {
    for await (const item of items) {
      yield item;
      count += 1;
      shown.update(count);
    }
  } finally {
    shown.done();
  }
}

/** Draws the progress records that long work yields, and gives what the work returns. */
export async function followProgress<Result>(
  work: AsyncGenerator<ProgressRecord, Result> | Generator<ProgressRecord, Result>,
  environment?: ProgressEnvironment,
): Promise<Result> {
  const open = new Map<string, Progress>();
  try {
    for (;;) {
      const step = await work.next();
      if (step.done === true) return step.value;
      const { label, done, total, unit, note } = step.value;
      const options = {
        label,
        ...(total === undefined ? {} : { total }),
        ...(unit === undefined ? {} : { unit }),
      };
      const shown = open.get(label) ?? progress(options, environment);
      open.set(label, shown);
      shown.update(done, note);
      if (total !== undefined && done >= total) shown.done();
    }
  } finally {
    for (const shown of open.values()) shown.done();
  }
}
