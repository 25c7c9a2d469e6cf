/** Input for cells: a question to the front end that asked for the cell, over the stdin channel. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { InputAsk } from './session.js';
import type { Channel } from './sockets.js';
import type { Header, Message, Wire } from './wire.js';

interface Open {
  id: string;
  identities: readonly Buffer[];
  answer(value: string): void;
}

/** How long a front end may take to connect its stdin channel, in milliseconds. */
const CONNECTING = 3000;
const NO_LISTENER =
  'The front end that ran this cell does not listen for input. Run the cell in JupyterLab or VS Code, or give the value in the cell.';

export class Input {
  private open: Open | undefined;
  /** One question at a time: a front end shows one field. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly channel: Channel,
    private readonly wire: Wire,
  ) {}

  /** Rejects where the front end cannot be reached, or when the cell is over. */
  ask(ask: InputAsk, parent: Header, identities: readonly Buffer[]): Promise<string> {
    const answer = this.last.then(() => this.askNow(ask, parent, identities));
    this.last = answer.catch(() => undefined);
    return answer;
  }

  /** Takes what comes on the stdin channel. False where nobody waits for it. */
  received({ header, parent, content, identities }: Message): boolean {
    const { open } = this;
    const value = content['value'];
    if (open === undefined || header.msg_type !== 'input_reply' || typeof value !== 'string') return false;
    // Not every front end says which question it answers.
    const isForAnother = parent.msg_id !== undefined && parent.msg_id !== open.id;
    const isFromAnother = !Buffer.concat(identities).equals(Buffer.concat(open.identities));
    if (isForAnother || isFromAnother) return false;
    open.answer(value);
    return true;
  }

  private async askNow(
    { prompt, password, signal }: InputAsk,
    parent: Header,
    identities: readonly Buffer[],
  ): Promise<string> {
    const id = randomUUID();
    const frames = this.wire.encode('input_request', { prompt, password }, { identities, parent, id });
    try {
      return await new Promise<string>((resolve, reject) => {
        const stop = () => reject(new Error('The cell is over: nobody waits for its input.'));
        if (signal.aborted) stop();
        signal.addEventListener('abort', stop);
        this.open = { id, identities, answer: resolve };
        this.deliver(frames, signal).catch(reject);
      });
    } finally {
      this.open = undefined;
    }
  }

  private async deliver(frames: (Buffer | string)[], signal: AbortSignal): Promise<void> {
    const end = Date.now() + CONNECTING;
    while (!signal.aborted) {
      try {
        return await this.channel.queue.deliver(frames);
      } catch (cause) {
        const isAway = (cause as NodeJS.ErrnoException).code === 'EHOSTUNREACH';
        if (!isAway || Date.now() > end) throw new Error(NO_LISTENER, { cause });
      }
      await pause(50);
    }
  }
}
