/** The parent's hand on the process of mutants: asks, waits, and ends what takes too long. */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pinnedNode } from '../../kernel/runtime.js';
import type { TrialAnswer, TrialRequest } from './trial-main.js';

/** A mutant that collects without end meets this bound soon. */
const HEAP_MEGABYTES = 1024;

export type Tried = TrialAnswer | { found: 'time limit' | 'the process ended' };

export class Trials {
  private child: ChildProcess | undefined;
  private settle: ((tried: Tried) => void) | undefined;

  /** @param seconds - bound on one trial; it also covers the start of a process. */
  async ask(request: TrialRequest, seconds: number): Promise<Tried> {
    const child = (this.child ??= this.start());
    const answered = new Promise<Tried>((resolve) => (this.settle = resolve));
    child.stdin!.write(`${JSON.stringify(request)}\n`);
    const timer = setTimeout(() => this.end({ found: 'time limit' }), seconds * 1000);
    return answered.finally(() => clearTimeout(timer));
  }

  close(): void {
    this.end({ found: 'the process ended' });
  }

  private end(tried: Tried): void {
    const child = this.child;
    this.child = undefined;
    child?.kill('SIGKILL');
    this.answer(tried);
  }

  private answer(tried: Tried): void {
    this.settle?.(tried);
    this.settle = undefined;
  }

  private start(): ChildProcess {
    const child = spawn(
      pinnedNode().path,
      ['--no-warnings', `--max-old-space-size=${HEAP_MEGABYTES}`, join(__dirname, 'trial-main.js')],
      { stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true },
    );
    child.stdin!.on('error', () => undefined); // It died before it read: `close` tells.
    createInterface({ input: child.stdout! }).on('line', (line) => {
      if (child === this.child) this.answer(JSON.parse(line) as TrialAnswer);
    });
    child.once('error', () => child === this.child && this.end({ found: 'the process ended' }));
    child.once('close', () => child === this.child && this.end({ found: 'the process ended' }));
    return child;
  }
}
