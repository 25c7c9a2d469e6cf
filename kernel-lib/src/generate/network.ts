/** The course's network as generation sees it. */
import { UserError } from '../errors.js';
import { refuseDisposed } from '../nn/alive.js';
import { shapesOf } from '../nn/config.js';
import type { Model } from '../nn/model.js';
import { Engine, type Cell } from './engine/engine.js';
import type { Continuation, LanguageModel, Tokens } from './model.js';

/** A model of `nn/`, or what looks like one. */
export type Network = Model;

/** So many tokens go through the layers together: enough for the products, few enough for the caches. */
const MOST_CELLS = 64;

/** Engines that nobody uses at the moment, by their model. */
const idle = new WeakMap<Network['parameters'], Engine[]>();

/** A model for `generate`, `streamTokens` and `fillBlanks`. Each call sees the weights of the moment at which it begins. */
export function ofModel(model: Network): LanguageModel {
  checkParameters(model);
  const { vocabulary, context } = model.config;
  return {
    vocabulary,
    context,
    begin: (rows, longest) => begin(model, rows, Math.min(longest, context)),
    look: (rows, places) => look(model, rows, places),
  };
}

function checkParameters({ config, parameters }: Network): void {
  const { width, heads } = config;
  if (!Number.isInteger(width / heads / 2)) {
    throw new UserError(
      `ofModel: each of ${heads} heads needs an even part of the width, got width ${width}.`,
    );
  }
  const expected = shapesOf(config);
  for (const [name, shape] of expected) {
    const actual = parameters[name]?.shape;
    if (actual !== undefined && `${actual}` === `${shape}`) continue;
    const got = actual === undefined ? 'is missing' : `is [${actual}]`;
    throw new UserError(`ofModel: the parameter ${name} must be [${shape}], and it ${got}.`);
  }
  const other = Object.keys(parameters).find((name) => !expected.has(name));
  if (other !== undefined) {
    throw new UserError(`ofModel: the network has no parameter ${other}, so generation would leave it out.`);
  }
}

async function engineOf({ config, parameters }: Network): Promise<Engine> {
  refuseDisposed('Generation', parameters);
  const names = Object.keys(parameters);
  const all = await Promise.all(names.map((name) => parameters[name]!.data()));
  const values = new Map(names.map((name, i) => [name, all[i] as Float32Array]));
  const engine = idle.get(parameters)?.pop() ?? new Engine(config);
  engine.load((name) => values.get(name)!);
  return engine;
}

function giveBack({ parameters }: Network, engine: Engine): void {
  idle.set(parameters, [...(idle.get(parameters) ?? []), engine]);
}

async function begin(model: Network, prompts: readonly Tokens[], longest: number): Promise<Continuation> {
  const engine = await engineOf(model);
  engine.reserve({ rows: prompts.length, positions: longest, cells: MOST_CELLS });
  const lengths = prompts.map(() => 0);
  /** Tokens that the network has not seen yet, row by row. */
  let waiting = prompts.map((prompt) => [...prompt]);
  return {
    async next() {
      const logits: Float32Array[] = prompts.map(() => new Float32Array(0));
      const cells = waiting.flatMap((tokens, row) =>
        tokens.map((token): Cell => ({ token, row, position: lengths[row]!, limit: (lengths[row]! += 1) })),
      );
      waiting = prompts.map(() => []);
      for (let start = 0; start < cells.length; start += MOST_CELLS) {
        const part = cells.slice(start, start + MOST_CELLS);
        const wanted = [...part.keys()].filter((i) => part[i]!.limit === lengths[part[i]!.row]);
        engine.run(part, wanted).forEach((row, i) => (logits[part[wanted[i]!]!.row] = row));
      }
      return logits;
    },
    append: (tokens) => tokens.forEach((token, row) => token !== null && waiting[row]!.push(token)),
    dispose: () => giveBack(model, engine),
  };
}

/** Rows that are seen whole; as many together as there is room for. */
async function look(
  model: Network,
  rows: readonly Tokens[],
  places: readonly (readonly number[])[],
): Promise<Float32Array[][]> {
  const engine = await engineOf(model);
  const longest = Math.max(0, ...rows.map((row) => row.length));
  const together = Math.max(1, Math.floor(MOST_CELLS / Math.max(1, longest)));
  engine.reserve({ rows: together, positions: longest, cells: together * longest });
  const results: Float32Array[][] = [];
  for (let start = 0; start < rows.length; start += together) {
    const group = rows.slice(start, start + together);
    const cells: Cell[] = [];
    const wanted: number[] = [];
    group.forEach((tokens, row) => {
      wanted.push(...places[start + row]!.map((position) => cells.length + position));
      tokens.forEach((token, position) => cells.push({ token, row, position, limit: tokens.length }));
    });
    const logits = engine.run(cells, wanted);
    let taken = 0;
    group.forEach((_, row) => {
      const count = places[start + row]!.length;
      results.push(logits.slice(taken, (taken += count)));
    });
  }
  giveBack(model, engine);
  return results;
}
