/** The seam that library code in a cell sees: displays go out as frames, requests wait for the parent's answer. */
import { setHost } from '../../display/host.js';
import type { Command, Frame } from '../messages.js';
import { wireBundle } from './bundles.js';
import { currentCell, showingCell, type Cell } from './cells.js';
import { send } from './channel.js';
import { openComm, registerCommTarget } from './commsOfCells.js';
import { sendOutput } from './marks.js';

type Response = Extract<Command, { type: 'response' }>;

interface Waiting {
  cell: Cell | undefined;
  resolve(value: unknown): void;
  fail(message: string): void;
}

const waiting = new Map<number, Waiting>();
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
    request: (name, payload) => ask((id, cell) => ({ type: 'request', id, cell, name, payload })),
    input: async (prompt, { password }) =>
      String(await ask((id, cell) => ({ type: 'input', id, cell, prompt, password }))),
    registerCommTarget,
    openComm,
  });
}

/** Sends what `frame` makes, and waits for the parent's answer. */
function ask(frame: (id: number, cell: number) => Frame): Promise<unknown> {
  const id = ++requests;
  const number = showingCell();
  // Made here, so that its stack shows the line that asked.
  const failure = new Error();
  return new Promise((resolve, reject) => {
    const fail = (message: string) => reject(Object.assign(failure, { message }));
    waiting.set(id, { cell: currentCell(), resolve, fail });
    send(frame(id, number));
  });
}

export function settleRequest({ id, value, error }: Response): void {
  const request = waiting.get(id);
  waiting.delete(id);
  // The code of an interrupted cell is not to go on.
  if (request === undefined || request.cell?.interrupted === true) return;
  if (error !== undefined) request.fail(error);
  else request.resolve(value);
}
