/** One child process: starts it, speaks with it, and says why it ended. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { UserError } from '../errors.js';
import { memoryKills, reasonOf } from './death.js';
import { BrokenFrame, encodeFrame, FrameReader } from './frames.js';
import { COMMANDS_FD, FRAMES_FD, INTERRUPT_FD, type Command, type Frame } from './messages.js';
import { NativeText } from './nativeText.js';

export interface ChildEvents {
  frame(frame: Frame): void;
  native(name: 'stdout' | 'stderr', text: string): void;
  /** @param reason - a sentence; called once, after all output. */
  end(reason: string): void;
}

export interface ChildOptions {
  cwd: string;
  /** Path of the Node that runs it. */
  node: string;
}

const hasGroups = process.platform !== 'win32';
/** How long the output of a dead process may take to arrive, in milliseconds. */
const LAST_WORDS = 1000;

export class Child {
  /** False until it has read its first command: a child that never gets there is not started again. */
  isReady = false;
  private isOutOfStep = false;
  /** Frames that wait behind a mark. */
  private held: Frame[] | undefined;
  /** Why this side ended it, where it did. */
  private endReason: string | undefined;
  private exitCode: number | undefined;
  /** What cells have started with `detached`. */
  private groups: readonly number[] = [];
  private isGone = false;
  private readonly out: NativeText;
  private readonly err: NativeText;
  readonly ended: Promise<void>;

  private constructor(
    private readonly process: ChildProcess,
    token: string,
    private readonly events: ChildEvents,
  ) {
    const killsBefore = memoryKills();
    this.out = new NativeText(process.stdout!, token, (text) => events.native('stdout', text));
    this.err = new NativeText(process.stderr!, token, (text) => events.native('stderr', text));
    this.readFrames(process.stdio[FRAMES_FD] as Readable);
    // What is written to a child that is gone is lost; `end` reports its death.
    for (const fd of [COMMANDS_FD, INTERRUPT_FD]) this.pipe(fd).on('error', () => undefined);
    this.ended = this.untilClosed().then(() => {
      const { exitCode: code, signalCode: signal } = process;
      const ending = { code, signal, isOutOfStep: this.isOutOfStep };
      const { exitCode, endReason } = this;
      const isMemoryKill = memoryKills() > killsBefore;
      const reason = reasonOf({ ...ending, exitCode, isMemoryKill, lastWords: this.err.lastWords });
      events.end(endReason ?? reason);
    });
  }

  static async start({ cwd, node }: ChildOptions, events: ChildEvents): Promise<Child> {
    const token = randomBytes(9).toString('base64url');
    // TypeScript makes much short-lived garbage; a larger room for it would stay with the idle kernel.
    const memory = '--max-semi-space-size=8';
    const flags = ['--no-force-async-hooks-checks', memory, join(__dirname, 'child', 'main.js'), token];
    const stdio = ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', 'pipe'] as const;
    const started = spawn(node, flags, {
      cwd,
      stdio: [...stdio],
      env: childEnvironment(),
      windowsHide: true,
      // A group of its own, so that what cells start can be interrupted and ended with it.
      detached: hasGroups,
    });
    try {
      await once(started, 'spawn');
    } catch (thrown) {
      throw new UserError(
        `Cannot start the process that runs cells (${node} in ${cwd}): ${(thrown as Error).message}. ` +
          'Check that the folder exists and that npm install has finished.',
        1,
        { cause: thrown },
      );
    }
    return new Child(started, token, events);
  }

  get pid(): number {
    return this.process.pid!;
  }

  send(command: Command): void {
    this.pipe(COMMANDS_FD).write(encodeFrame(command));
  }

  interrupt(): void {
    this.pipe(INTERRUPT_FD).write('i');
  }

  /** Settles when everything that the cell wrote natively has been passed on. */
  async nativeEndOf(cell: number): Promise<void> {
    await Promise.all([this.out.endOf(cell), this.err.endOf(cell)]);
  }

  /** Interrupts the processes that cells have started; the child itself takes no notice of the signal. */
  interruptOthers(): void {
    if (this.isReady) signalGroup(this.pid, 'SIGINT');
  }

  /** @param reason - a sentence that stands for the signal. */
  async kill(reason?: string): Promise<void> {
    this.endReason ??= reason;
    this.process.kill('SIGKILL');
    await this.ended;
  }

  /** A process that the child started may hold its streams open and outlive it: nobody waits for that one. */
  private async untilClosed(): Promise<void> {
    const closed = once(this.process, 'close');
    await once(this.process, 'exit');
    this.isGone = true;
    signalGroup(this.pid, 'SIGKILL');
    this.endGroups();
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise((resolve) => (timer = setTimeout(resolve, LAST_WORDS)));
    await Promise.race([closed, patience]);
    clearTimeout(timer);
    for (const stream of this.process.stdio) stream?.destroy();
  }

  private startGroups(groups: readonly number[]): void {
    this.groups = groups;
    // The frame may come behind the death of its writer.
    if (this.isGone) this.endGroups();
  }

  /** What cells have started ends with them. */
  private endGroups(): void {
    for (const group of this.groups) signalGroup(group, 'SIGKILL');
  }

  private pipe(fd: number): Writable {
    return (this.process.stdio as readonly unknown[])[fd] as Writable;
  }

  private readFrames(stream: Readable): void {
    const reader = new FrameReader<Frame>();
    stream.on('data', (chunk: Buffer) => {
      try {
        reader.push(chunk).forEach((frame) => this.inTurn(frame));
      } catch (thrown) {
        if (!(thrown instanceof BrokenFrame)) throw thrown;
        // Nothing that follows can be read.
        this.isOutOfStep = true;
        stream.destroy();
        this.process.kill('SIGKILL');
      }
    });
  }

  /** Frames behind a mark wait until the native text before it has been passed on. */
  private inTurn(frame: Frame): void {
    if (this.held !== undefined) this.held.push(frame);
    else this.take(frame);
  }

  private async waitAt(mark: number): Promise<void> {
    this.held = [];
    for (const text of [this.out, this.err]) text.release(mark);
    await Promise.all([this.out.endOf(`m${mark}`), this.err.endOf(`m${mark}`)]);
    const { held } = this;
    this.held = undefined;
    held.forEach((frame) => this.inTurn(frame));
  }

  private take(frame: Frame): void {
    if (frame.type === 'mark') void this.waitAt(frame.mark);
    else if (frame.type === 'groups') this.startGroups(frame.groups);
    else if (frame.type === 'exit') this.exitCode = frame.code;
    else if (frame.type === 'ready') this.isReady = true;
    else this.events.frame(frame);
  }
}

function signalGroup(group: number, signal: NodeJS.Signals): void {
  if (!hasGroups) return;
  try {
    process.kill(-group, signal);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ESRCH') throw thrown;
  }
}

/** The learner's environment, without what belongs to the kernel and to Jupyter's way of starting it. */
function childEnvironment(): NodeJS.ProcessEnv {
  const isOurs = (name: string) => /^(JPY_|IPY_|NODE_CHANNEL_)/.test(name);
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOurs(name)));
}
