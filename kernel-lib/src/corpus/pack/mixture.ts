/**
 * In which order documents come. Without weights: all of them, shuffled anew in each epoch. With weights: each group
 * (a source, a language, a mark) is a shuffled list of its own, and the next document comes from the group that is
 * furthest behind its share of the tokens so far. So shares are exact at every moment, without any luck.
 */
import { UserError } from '../../errors.js';
import { mix, permutation } from './permutation.js';
import type { Shards } from './shards.js';

export const MIX_BY = ['source', 'language', 'mark'] as const;
export type MixBy = (typeof MIX_BY)[number];

/** Documents of no mark that is named in the weights. */
export const OTHER = 'other';

export interface MixtureOptions {
  seed: number;
  /** How often each document comes; with weights: for how many times the tokens of all groups. May be Infinity. */
  epochs: number;
  /** Weight of each group by its name; a group that is not named stays out. */
  weights?: Readonly<Record<string, number>>;
  by: MixBy;
}

/** Where a mixture stands (JSON). */
export interface MixtureState {
  /** Documents drawn from each group so far, over all epochs. */
  drawn: number[];
  /** Tokens of each group so far. */
  tokens: number[];
}

interface Group {
  name: string;
  share: number;
  /** Numbers of its documents; undefined stands for all. */
  documents: Uint32Array | undefined;
  count: number;
  tokens: number;
}

export class Mixture {
  private readonly groups: readonly Group[];
  private readonly budget: number;
  private drawn: number[];
  private tokens: number[];
  /** The order of each group in the epoch in which it is. */
  private readonly orders: { epoch: number; at: (i: number) => number }[] = [];

  constructor(
    private readonly shards: Shards,
    private readonly options: MixtureOptions,
  ) {
    this.groups = options.weights === undefined ? [everything(shards)] : groupsOf(shards, options);
    this.budget = options.epochs * this.groups.reduce((sum, { tokens }) => sum + tokens, 0);
    this.drawn = this.groups.map(() => 0);
    this.tokens = this.groups.map(() => 0);
  }

  /** The number of the next document, or undefined at the end. */
  next(): number | undefined {
    const chosen = this.furthestBehind();
    if (chosen === undefined) return undefined;
    const group = this.groups[chosen]!;
    const drawn = this.drawn[chosen]!++;
    const place = this.orderOf(chosen, Math.floor(drawn / group.count))(drawn % group.count);
    const document = group.documents === undefined ? place : group.documents[place]!;
    this.tokens[chosen]! += this.shards.lengthOf(document);
    return document;
  }

  state = (): MixtureState => ({ drawn: [...this.drawn], tokens: [...this.tokens] });

  restore({ drawn, tokens }: MixtureState): void {
    this.drawn = [...drawn];
    this.tokens = [...tokens];
  }

  /** How often the documents of each group came, on average. */
  epochs(): Record<string, number> {
    return Object.fromEntries(this.groups.map(({ name, count }, i) => [name, this.drawn[i]! / count]));
  }

  private furthestBehind(): number | undefined {
    const all = this.tokens.reduce((sum, tokens) => sum + tokens, 0);
    if (this.groups.length === 1) {
      return this.drawn[0]! < this.options.epochs * this.groups[0]!.count ? 0 : undefined;
    }
    if (all >= this.budget) return undefined;
    let chosen = 0;
    let furthest = -Infinity;
    this.groups.forEach(({ share }, i) => {
      // In tokens, not in shares of them: so nothing is lost to rounding.
      const behind = share * (all + 1) - this.tokens[i]!;
      if (behind > furthest) [chosen, furthest] = [i, behind];
    });
    return chosen;
  }

  private orderOf(group: number, epoch: number): (i: number) => number {
    if (this.orders[group]?.epoch !== epoch) {
      const at = permutation(this.groups[group]!.count, mix(this.options.seed, group, epoch));
      this.orders[group] = { epoch, at };
    }
    return this.orders[group]!.at;
  }
}

const everything = ({ documents, tokens }: Shards): Group => ({
  name: 'all',
  share: 1,
  documents: undefined,
  count: documents,
  tokens,
});

function groupsOf(shards: Shards, { weights = {}, by }: MixtureOptions): Group[] {
  const names = Object.keys(weights);
  const members = new Map<string, number[]>(names.map((name) => [name, []]));
  const nameOf = { source: sourceName, language: languageName, mark: markName }[by];
  for (let i = 0; i < shards.documents; i++) members.get(nameOf(shards, i, names))?.push(i);
  const known = { source: shards.sources, language: shards.languages, mark: [...shards.labels, OTHER] }[by];
  const sum = names.reduce((total, name) => total + weights[name]!, 0);
  for (const name of names) checkWeight(name, weights[name]!, members.get(name)!.length, by, known);
  if (!(sum > 0)) throw new UserError('shardSource: mix names no group with a weight above 0.');
  return names
    .filter((name) => weights[name]! > 0)
    .map((name) => {
      const documents = Uint32Array.from(members.get(name)!);
      const tokens = documents.reduce((total, i) => total + shards.lengthOf(i), 0);
      return { name, share: weights[name]! / sum, documents, count: documents.length, tokens };
    });
}

const sourceName = (shards: Shards, i: number) => shards.sourceOf(i);
const languageName = (shards: Shards, i: number) => shards.languageOf(i);
/** The first of the names that stands on one of the document's tokens. */
function markName(shards: Shards, i: number, names: readonly string[]): string {
  const labels = new Set(shards.marksOf(i).map(({ label }) => label));
  return names.find((name) => labels.has(name)) ?? OTHER;
}

function checkWeight(name: string, weight: number, count: number, by: MixBy, known: readonly string[]): void {
  if (!(Number.isFinite(weight) && weight >= 0)) {
    throw new UserError(
      `shardSource: the weight of "${name}" must be a finite number, 0 or above, got ${weight}.`,
    );
  }
  if (count === 0) {
    throw new UserError(`shardSource: no document has the ${by} "${name}"; there are ${known.join(', ')}.`);
  }
}
