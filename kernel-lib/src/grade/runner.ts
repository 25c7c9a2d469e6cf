/**
 * The driver's hand on a runner process: starts it in an empty temporary folder with an almost empty environment,
 * sends calls, and believes nothing that comes back. A frame that is extra, late, a second answer or malformed is
 * a violation; so is one that never ends. One runner serves one case, so nothing is carried from case to case.
 *
 * This bounds time and answers. It is no sandbox: the learner's code can still read files and use the network.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { FrameReader, toFrame } from './frames.js';
import { decode, encode, WireError } from './values.js';

export type Answer =
  | { kind: 'value'; value: unknown; arguments?: unknown[] }
  | { kind: 'error'; name: string; message: string; at?: [line: number, column: number] }
  | { kind: 'time limit'; seconds: number }
  /** `how`: the exit code or the signal. */
  | { kind: 'process ended'; how: string };

/** What is left to tell when the process has ended. */
export interface RunnerEnd {
  /** The rule that was broken on the channel, if one was. */
  violation?: string;
  /** Standard output and errors, cut. */
  printed: string;
}

/** A loop that collects without end then ends the runner, not the machine. Memory outside of the heap is not bounded. */
const HEAP_MEGABYTES = 1024;
const PRINTED_LIMIT = 4000;
/** How long a runner may take to leave once the channel is closed. */
const GRACE_MILLISECONDS = 1000;

interface Pending {
  nonce: string;
  resolve(answer: Answer): void;
}

const alive = new Set<Runner>();
process.once('exit', () => alive.forEach((runner) => runner.kill()));

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
  private cut = false;

  /** @param node - the Node that runs the learner's code. */
  constructor(node: string) {
    alive.add(this);
    this.child = spawn(
      node,
      ['--no-warnings', `--max-old-space-size=${HEAP_MEGABYTES}`, join(__dirname, 'runner-main.js')],
      {
        cwd: this.folder,
        env: environment(this.folder),
        stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
        // A process group of its own, so that what it started ends with it.
        detached: process.platform !== 'win32',
        windowsHide: true,
      },
    );
    this.channel = this.child.stdio[3] as Duplex;
    // Written to after the process has died: its end is reported by `exit`.
    this.channel.on('error', () => undefined);
    this.channel.on('data', (chunk: Buffer) => this.receive(chunk));
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => this.print(text));
    }
    this.closed = new Promise((resolve) => {
      this.child.once('error', (error) => (this.end(`could not start: ${error.message}`), resolve()));
      this.child.once('exit', (code, signal) => this.end(signal ?? `exit code ${code}`));
      this.child.once('close', () => resolve());
    });
  }

  /** Loads compiled code; answers with the names that turned out to be functions. */
  load(code: string, exports: readonly string[], seconds: number): Promise<Answer> {
    return this.ask({ load: code, exports }, seconds);
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
    return { ...(this.violation === undefined ? {} : { violation: this.violation }), printed: this.text() };
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

  private async ask(request: object, seconds: number): Promise<Answer> {
    if (this.ended !== undefined) return { kind: 'process ended', how: this.ended };
    const nonce = randomBytes(16).toString('hex');
    const answered = new Promise<Answer>((resolve) => (this.pending = { nonce, resolve }));
    this.channel.write(toFrame({ nonce, ...request }));
    const timer = setTimeout(() => {
      this.settle({ kind: 'time limit', seconds });
      this.kill();
    }, seconds * 1000);
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

  private print(text: string): void {
    if (this.printed.length < PRINTED_LIMIT) this.printed += text;
    else this.cut = true;
  }

  private text(): string {
    const clean = printableText(this.printed);
    return this.cut || clean.length > PRINTED_LIMIT ? `${clean.slice(0, PRINTED_LIMIT)}… (cut)` : clean;
  }
}

/** Control characters, which could repaint a terminal, as the replacement character; line ends and tabs stay. */
const printableText = (text: string) =>
  text.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g, '\uFFFD');

function environment(folder: string): NodeJS.ProcessEnv {
  const always = { HOME: folder, TMPDIR: folder, LANG: 'C.UTF-8' };
  // Windows starts no process without its system folder.
  return process.platform === 'win32'
    ? { SystemRoot: process.env['SystemRoot'], TEMP: folder, TMP: folder }
    : always;
}

function readAnswer(text: string, nonce: string): Answer {
  const frame = parseFrame(text);
  if (frame['nonce'] !== nonce) throw new WireError('an answer to another question');
  const keys = Object.keys(frame).sort().join();
  if (keys === 'error,nonce') return readError(frame['error']);
  if (keys !== 'nonce,value' && keys !== 'arguments,nonce,value')
    throw new WireError('a frame with other fields');
  const value = decode(frame['value']);
  if (keys === 'nonce,value') return { kind: 'value', value };
  const args = decode(frame['arguments']);
  if (!Array.isArray(args)) throw new WireError('arguments that are no list');
  return { kind: 'value', value, arguments: args as unknown[] };
}

function parseFrame(text: string): Record<string, unknown> {
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    throw new WireError('a frame that is no JSON'); // What JSON.parse says would quote the frame.
  }
  if (typeof frame !== 'object' || frame === null || Array.isArray(frame))
    throw new WireError('a frame of no fields');
  return frame as Record<string, unknown>;
}

function readError(error: unknown): Answer {
  if (typeof error !== 'object' || error === null) throw new WireError('an error that is no record');
  const { name, message, at, ...rest } = error as Record<string, unknown>;
  const isPosition =
    Array.isArray(at) && at.length === 2 && at.every((n) => Number.isSafeInteger(n) && n > 0);
  if (typeof name !== 'string' || typeof message !== 'string' || Object.keys(rest).length > 0) {
    throw new WireError('an error without name and message');
  }
  if (at !== undefined && !isPosition) throw new WireError('an error at no position');
  const shown = { name: printableText(name).slice(0, 100), message: printableText(message).slice(0, 2000) };
  return { kind: 'error', ...shown, ...(isPosition ? { at: at as [number, number] } : {}) };
}
