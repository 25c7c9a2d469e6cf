/** Rows with tokens that the model is asked for, and how likely it finds them. */
import { UserError } from '../../errors.js';
import type { Model } from '../../nn/model.js';
import { likeliest, lookAt } from '../look.js';

/** A row, and the token to predict at each of its places; −1 is not asked for. */
export interface Asked {
  tokens: ArrayLike<number>;
  /** As many as tokens. Place i − 1 predicts token i. */
  targets: ArrayLike<number>;
}

/** A row and the part of it that is asked for, as `clozesOf` gives them. */
export interface Part {
  tokens: ArrayLike<number>;
  /** The first token asked for; above 0. */
  from: number;
  /** The first token behind. */
  to: number;
}

/**
 * Asks for a part of a row. With `mask` the part is hidden, all of it at once, for a model that sees the whole row;
 * without, it stays, for one that reads left to right.
 * @throws UserError where there is no such part, or no token before it.
 */
export function askedRow({ tokens, from, to }: Part, mask?: number): Asked {
  if (!(Number.isInteger(from) && Number.isInteger(to) && from > 0 && from < to && to <= tokens.length)) {
    throw new UserError(
      `askedRow: the part must lie behind the first of ${tokens.length} tokens, got ${from} to ${to}.`,
    );
  }
  const asked = (place: number) => place >= from && place < to;
  return {
    tokens: Int32Array.from(tokens, (token, place) => (asked(place) ? (mask ?? token) : token)),
    targets: Int32Array.from(tokens, (_, place) => (asked(place + 1) ? tokens[place + 1]! : -1)),
  };
}

/** How well a model knows what it is asked, on average over all tokens asked for. */
export interface Score {
  /** The mean log-probability, in nats. */
  logProbability: number;
  /** The share, 0 to 1, whose target is the likeliest token. */
  right: number;
}

/** @throws UserError where rows and targets do not fit, or nothing is asked for. */
export function checkAsked(who: string, { config }: Model, rows: readonly Asked[]): void {
  rows.forEach(({ tokens, targets }, row) => {
    if (tokens.length !== targets.length) {
      throw new UserError(
        `${who}: row ${row} has ${tokens.length} tokens and ${targets.length} targets; give as many.`,
      );
    }
    const wrong = Array.from(targets).find(
      (target) => !(Number.isInteger(target) && target >= -1 && target < config.vocabulary),
    );
    if (wrong === undefined) return;
    throw new UserError(
      `${who}: row ${row} has the target ${wrong}; targets are 0 to ${config.vocabulary - 1}, or −1 for none.`,
    );
  });
  if (rows.some(({ targets }) => Array.from(targets).some((target) => target >= 0))) return;
  throw new UserError(`${who}: no row asks for a token; give targets that are not −1.`);
}

/** The score of a model, all places together. */
export async function score(model: Model, rows: readonly Asked[], causal: boolean): Promise<Score> {
  const looks = rows.map(({ tokens, targets }) => ({
    tokens,
    causal,
    places: Array.from(targets, (target, place) => (target < 0 ? [] : place)).flat(),
  }));
  let [sum, right, count] = [0, 0, 0];
  await lookAt(model, looks, (row, k, values) => {
    const target = rows[row]!.targets[looks[row]!.places[k]!]!;
    sum += values[target]!;
    if (likeliest(values).token === target) right += 1;
    count += 1;
  });
  return { logProbability: sum / count, right: right / count };
}
