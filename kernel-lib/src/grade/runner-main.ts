/**
 * The runner: an untrusted process that holds a learner's code and nothing else. It answers frames on descriptor 3
 * and has no word for a verdict: it returns data or the kind of failure, and the driver judges.
 *
 *                                      → {nonce: 'ready', value: true}   once, before anything is asked
 *   {nonce, load, exports, seed?}      → {nonce, value: [names that are functions]}
 *   {nonce, call, args, sendArguments} → {nonce, value, arguments?}    arguments: as they are after the call
 *   either                             → {nonce, error: {name, message, at?: [line, column]}}
 *
 * The learner's code shares this process, so it can break or forge all of this; it then gives a wrong answer or a
 * frame that the driver refuses.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { receive, send } from './channel.js';
import { READY } from './frames.js';
import { loadTensors, TENSORS, useKeptCode } from './load-tensors.js';
import { decode, encode, TensorValue } from './values.js';
import { seededRandom } from '../random.js';

/** The name that the cell carries in stack traces. */
const CELL_FILE = 'blossom-cell.js';
type Request = { nonce: string } & (
  | { load: string; exports: string[]; seed?: number }
  | { call: string; args: unknown[]; sendArguments: boolean }
);

const exported: Record<string, unknown> = {};

async function answer(request: Request): Promise<Record<string, unknown>> {
  if ('load' in request) {
    if (request.seed !== undefined) Math.random = seededRandom(request.seed);
    const requireFromCourse = createRequire(__filename);
    const cell = new Script(request.load, { filename: CELL_FILE }).runInThisContext() as (
      ...parameters: unknown[]
    ) => Promise<void>;
    await cell(exported, requireFromCourse, { exports: exported });
    return { value: encode(request.exports.filter((name) => typeof exported[name] === 'function')) };
  }
  const args = request.args.map((arg) => toArgument(decode(arg)));
  const value: unknown = await (exported[request.call] as (...parameters: unknown[]) => unknown)(...args);
  return { value: encode(value), ...(request.sendArguments ? { arguments: encode(args) } : {}) };
}

/** A learner's function takes tfjs's tensors, not ours; tfjs is loaded only where a case holds one. */
function toArgument(value: unknown): unknown {
  if (!(value instanceof TensorValue)) return value;
  return loadTensors().tensor(value.values, value.shape, value.dtype);
}

function describe(thrown: unknown): Record<string, unknown> {
  try {
    if (!(thrown instanceof Error))
      return { name: 'Error', message: `threw ${String(thrown)}`.slice(0, 2000) };
    const at = /blossom-cell\.js:(\d+):(\d+)/.exec(thrown.stack ?? '');
    return {
      name: String(thrown.name).slice(0, 100),
      message: String(thrown.message).slice(0, 2000),
      ...(at === null ? {} : { at: [Number(at[1]), Number(at[2])] }),
    };
  } catch {
    return { name: 'Error', message: 'threw a value that cannot be shown' };
  }
}

/**
 * Node writes to a full pipe later, when the event loop turns: the rest would be lost at the end, and would grow in
 * memory before. There is no public way to ask for blocking writes. Done at the first use of the stream, since making
 * both takes a sixth of the start.
 */
function printAtOnce(name: 'stdout' | 'stderr'): void {
  const { get, ...property } = Object.getOwnPropertyDescriptor(process, name)!;
  Object.defineProperty(process, name, {
    ...property,
    get: () => {
      const stream = get!.call(process) as { _handle?: { setBlocking?(on: boolean): void } };
      stream._handle?.setBlocking?.(true);
      return stream;
    },
  });
}

async function main(): Promise<void> {
  printAtOnce('stdout');
  printAtOnce('stderr');
  const exit = process.exit.bind(process);
  if (process.argv.includes(TENSORS)) {
    useKeptCode(join(__dirname, '..', 'compiled'));
    loadTensors();
  }
  send({ nonce: READY, value: true });
  for (;;) {
    const request = receive<Request>();
    if (request === undefined) return exit(0);
    const { nonce } = request;
    const result = await answer(request).catch((thrown: unknown) => ({ error: describe(thrown) }));
    send({ nonce, ...result });
  }
}

void main();
