/** A session without a kernel: each cell's source is looked up in a table of what it does. */
import type { ExecuteReply, Output } from 'kernel-lib/dist/kernel/outputs.js';
import type { RunSession } from 'kernel-lib/dist/notebook/headless.js';

export type Behaviour = (
  send: (output: Output) => void,
  interrupted: Promise<void>,
) => Promise<Partial<ExecuteReply> | void>;

export class FakeSession implements RunSession {
  readonly executed: string[] = [];
  interrupts = 0;
  disposed = false;
  private stop: () => void = () => {};

  constructor(private readonly behaviours: Record<string, Behaviour>) {}

  async execute(code: string, onOutput: (output: Output) => void): Promise<ExecuteReply> {
    this.executed.push(code);
    const interrupted = new Promise<void>((settle) => (this.stop = settle));
    const reply = (await this.behaviours[code]?.(onOutput, interrupted)) ?? {};
    return { status: 'ok', executionCount: this.executed.length, ...reply };
  }

  async interrupt(): Promise<void> {
    this.interrupts++;
    this.stop();
  }

  async dispose(): Promise<void> {
    this.disposed = true;
  }
}

export const stdout = (text: string): Output => ({ output_type: 'stream', name: 'stdout', text });

export function display(text: string, id?: string, update = false): Output {
  return {
    output_type: update ? 'update_display_data' : 'display_data',
    data: { 'text/plain': text },
    metadata: {},
    ...(id === undefined ? {} : { transient: { display_id: id } }),
  };
}
