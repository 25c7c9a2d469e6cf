/** The seam that library code in a cell sees: displays go out as frames, requests wait for the parent's answer. */
import { setHost } from '../../display/host.js';
import type { Command } from '../messages.js';
import { wireBundle } from './bundles.js';
import { showingCell } from './cells.js';
import { send } from './channel.js';
import { sendOutput } from './marks.js';

type Response = Extract<Command, { type: 'response' }>;

const waiting = new Map<number, { resolve(value: unknown): void; fail(message: string): void }>();
let requests = 0;

export function installHost(): void {
  setHost({
    display(bundle, { id, update = false, metadata = {} } = {}) {
      const data = wireBundle(bundle);
      const transient = id === undefined ? {} : { transient: { display_id: id } };
      const output_type = update ? 'update_display_data' : 'display_data';
      sendOutput(showingCell(), { output_type, data, metadata, ...transient });
    },
    clear(wait = false) {
      sendOutput(showingCell(), { output_type: 'clear_output', wait });
    },
    request(name, payload) {
      const id = ++requests;
      const cell = showingCell();
      // Made here, so that its stack shows the line that asked.
      const failure = new Error();
      return new Promise((resolve, reject) => {
        const fail = (message: string) => reject(Object.assign(failure, { message }));
        waiting.set(id, { resolve, fail });
        send({ type: 'request', id, cell, name, payload });
      });
    },
  });
}

export function settleRequest({ id, value, error }: Response): void {
  const request = waiting.get(id);
  waiting.delete(id);
  if (error !== undefined) request?.fail(error);
  else request?.resolve(value);
}
