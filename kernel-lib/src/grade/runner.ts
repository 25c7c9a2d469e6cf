/**
 * The driver's hand on a runner process: starts it under an isolation in an empty temporary folder, sends calls, and
 * believes nothing that comes back. A frame that is extra, late, a second answer or malformed is a violation; so is
 * one that never ends. What it prints is kept up to a limit, and beyond a larger one it is ended.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { printableText, readAnswer, type Answer } from './answers.js';
import { FrameReader, READY, toFrame } from './frames.js';
import type { Isolation, Limits } from './isolation/isolation.js';
import { encode, WireError } from './values.js';

export type { Answer } from './answers.js';

/** What is left to tell when the process has ended. */
export interface RunnerEnd {
  /** The rule that was broken on the channel, if one was. */
  violation?: string;
  /** It was ended because it printed more than `FLOOD_BYTES`. */
  flooded: boolean;
  /** Standard output and errors, cut. */
  printed: string;
  /** The end of standard error: what V8 says when memory runs out. */
  lastWords: string;
}

/** Of one runner, where nothing else is asked for. The time is a backstop: each call has a limit of its own. */
export const DEFAULT_LIMITS: Limits = {
  cpuSeconds: 300,
  memoryMegabytes: 1024,
  fileMegabytes: 64,
  processes: 64,
};
const RUNNER = join(__dirname, 'runner-main.js');
const PRINTED_LIMIT = 4000;
/** Printing is slow and no crime: 200,000 lines are about 4 MB. What goes on without bound is ended here. */
export const FLOOD_BYTES = 16 * 1024 * 1024;
/** How long a runner may take to leave once the channel is closed. */
const GRACE_MILLISECONDS = 1000;
/** A timer that fires this much too late says that this very process was busy, not the runner. */
const LATE_MILLISECONDS = 100;

export interface RunnerOptions {
  isolation: Isolation;
  limits?: Limits;
  /** Absolute path of another program that speaks on the channel; the learner's runner by default. */
  script?: string;
  args?: readonly string[];
  /** For Node, beside those that every runner has. */
  nodeFlags?: readonly string[];
  /** Modules of the course that are loaded before the learner's code, found without isolation alone. */
  preload?: readonly string[];
}

interface Pending {
  nonce: string;
  resolve(answer: Answer): void;
}

const alive = new Set<Runner>();
process.once('exit', () => alive.forEach((runner) => runner.discard()));

export class Runner {
  private readonly folder = mkdtempSync(join(tmpdir(), 'blossom-check-'));
  private readonly child: ChildProcess;
  private readonly channel: Duplex;
  private readonly reader = new FrameReader();
  private readonly closed: Promise<void>;
  private pending: Pending | undefined;
  private ended: string | undefined;
  private violation: string | undefined;
  private printed = '';
  private lastWords = '';
  private bytes = 0;
  /** The answer to the start: a value, before any of the learner's code is loaded, or why there is none. */
  private readonly started: Promise<Answer>;

  constructor(options: RunnerOptions) {
    const { isolation, limits = DEFAULT_LIMITS, script = RUNNER, preload = [], args: words = [] } = options;
    alive.add(this);
    // V8 ends in words where its heap is full; that is to come before the isolation refuses memory.
    const heap = Math.ceil((limits.memoryMegabytes * 3) / 4);
    const modules = preload.flatMap((name) => ['--require', require.resolve(name)]);
    const nodeFlags = [
      '--no-warnings',
      `--max-old-space-size=${heap}`,
      ...modules,
      ...(options.nodeFlags ?? []),
    ];
    const program = { script, args: words, nodeFlags, limits, folder: this.folder };
    const { command, args, env, cwd } = isolation.command(program);
    this.child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      // A process group of its own, so that what it started ends with it.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    this.channel = this.child.stdio[3] as Duplex;
    // Written to after the process has died: its end is reported by `exit`.
    this.channel.on('error', () => undefined);
    this.started = new Promise((resolve) => (this.pending = { nonce: READY, resolve }));
    this.channel.on('data', (chunk: Buffer) => this.receive(chunk));
    this.listen(this.child.stdout!, false);
    this.listen(this.child.stderr!, true);
    this.closed = new Promise((resolve) => {
      this.child.once('error', (error) => (this.end(`could not start: ${error.message}`), resolve()));
      this.child.once('exit', (code, signal) => this.end(signal ?? nameOfExit(code)));
      this.child.once('close', () => resolve());
    });
  }

  /** Waits until the process is up. Anything but a value is the machine's failure: no learner's code is there yet. */
  ready(seconds: number): Promise<Answer> {
    return this.within(seconds, this.started);
  }

  /**
   * Loads compiled code; answers with the names that turned out to be functions.
   * @param seed - for `Math.random` of the learner's code, so that a run can be repeated.
   */
  load(code: string, exports: readonly string[], seconds: number, seed?: number): Promise<Answer> {
    return this.ask({ load: code, exports, ...(seed === undefined ? {} : { seed }) }, seconds);
  }

  call(name: string, args: readonly unknown[], seconds: number, sendArguments: boolean): Promise<Answer> {
    return this.ask({ call: name, args: args.map((arg) => encode(arg)), sendArguments }, seconds);
  }

  /** Closes the channel, waits for the end (or enforces it), removes the folder. */
  async finish(): Promise<RunnerEnd> {
    this.channel.end();
    const timer = setTimeout(() => {
      this.kill();
      // A process that left the group may hold our pipes open for ever.
      for (const stream of [this.channel, this.child.stdout!, this.child.stderr!]) stream.destroy();
    }, GRACE_MILLISECONDS);
    await this.closed;
    clearTimeout(timer);
    this.kill(); // What it started itself may still be there.
    alive.delete(this);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
    if (this.reader.pending && this.violation === undefined) this.violate('a frame that was not finished');
    return {
      ...(this.violation === undefined ? {} : { violation: this.violation }),
      flooded: this.bytes > FLOOD_BYTES,
      printed: this.text(),
      lastWords: this.lastWords,
    };
  }

  get hasEnded(): boolean {
    return this.ended !== undefined;
  }

  /** Ends it at once, whatever it does, and removes its folder. */
  discard(): void {
    this.kill();
    alive.delete(this);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }

  kill(): void {
    const { pid } = this.child;
    if (pid === undefined) return;
    try {
      if (process.platform === 'win32') this.child.kill('SIGKILL');
      else process.kill(-pid, 'SIGKILL');
    } catch (thrown) {
      // ESRCH: the whole group is gone. EPERM: macOS says so of a group of which only zombies are left.
      if (!['ESRCH', 'EPERM'].includes((thrown as NodeJS.ErrnoException).code ?? '')) throw thrown;
    }
  }

  /** While nobody waits for it, it keeps no program from ending. */
  setIdle(idle: boolean): void {
    for (const handle of [this.child, ...this.child.stdio.slice(1)] as { ref(): void; unref(): void }[])
      handle[idle ? 'unref' : 'ref']();
  }

  /** One question, with an answer of any kind. */
  ask(request: object, seconds: number): Promise<Answer> {
    if (this.ended !== undefined) return Promise.resolve({ kind: 'process ended', how: this.ended });
    const nonce = randomBytes(16).toString('hex');
    const answered = new Promise<Answer>((resolve) => (this.pending = { nonce, resolve }));
    this.channel.write(toFrame({ nonce, ...request }));
    return this.within(seconds, answered);
  }

  private within(seconds: number, answered: Promise<Answer>): Promise<Answer> {
    let timer: NodeJS.Timeout;
    const arm = (milliseconds: number) => {
      const due = performance.now() + milliseconds;
      timer = setTimeout(() => {
        const late = performance.now() - due;
        // While this process was busy an answer may have come unseen: it is given the time that was lost.
        if (late > LATE_MILLISECONDS) return arm(Math.min(late, milliseconds));
        this.settle({ kind: 'time limit', seconds });
        this.kill();
      }, milliseconds);
    };
    arm(seconds * 1000);
    return answered.finally(() => clearTimeout(timer));
  }

  private receive(chunk: Buffer): void {
    if (this.violation !== undefined) return;
    this.reader.push(chunk);
    try {
      for (let text = this.reader.next(); text !== undefined; text = this.reader.next()) {
        if (this.pending === undefined) throw new WireError('a frame that nobody asked for');
        this.settle(readAnswer(text, this.pending.nonce));
      }
    } catch (thrown) {
      this.violate(thrown instanceof WireError ? thrown.message : 'a frame beyond the size limit');
    }
  }

  private violate(rule: string): void {
    this.violation = rule;
    this.kill();
  }

  private end(how: string): void {
    this.ended = how;
    this.settle({ kind: 'process ended', how });
  }

  private settle(answer: Answer): void {
    this.pending?.resolve(answer);
    this.pending = undefined;
  }

  private listen(stream: NodeJS.ReadableStream, errors: boolean): void {
    stream.setEncoding('utf8').on('data', (text: string) => {
      this.bytes += text.length;
      if (this.printed.length < PRINTED_LIMIT) this.printed += text;
      if (errors) this.lastWords = (this.lastWords + text).slice(-PRINTED_LIMIT);
      if (this.bytes > FLOOD_BYTES) this.kill();
    });
  }

  private text(): string {
    const clean = printableText(this.printed);
    const isCut = this.bytes > this.printed.length || clean.length > PRINTED_LIMIT;
    return isCut ? `${clean.slice(0, PRINTED_LIMIT)}… (cut)` : clean;
  }
}

/** A shell's and a sandbox's way to say that a signal ended the process: 128 and its number. */
function nameOfExit(code: number | null): string {
  const signal = Object.entries(constants.signals).find(([, number]) => number + 128 === code);
  return signal?.[0] ?? `exit code ${code}`;
}
