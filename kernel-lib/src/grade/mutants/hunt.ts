/** How many generated mutants of a solution its checks reject, and how often they reject what is right. */
import type { TaskPlace } from '../tasks.js';
import { mutantsOf, type Mutant } from './generate.js';
import { Trials, type Tried } from './trials.js';

export interface Survivor extends Omit<Mutant, 'source'> {
  /** An input on which it differs from the solution, or why that is not known. */
  differs: string;
}

export interface Hunt {
  task: string;
  mutants: number;
  killed: number;
  /** They agree with the solution on every drawn input. */
  equal: number;
  survivors: Survivor[];
  /** killed / (mutants − equal), in per cent. */
  killRate: number;
  /** Runs of right answers, each with a secret of its own, and those that a check refused. */
  accepted: number;
  refused: string[];
}

export interface HuntOptions {
  root: string;
  place: TaskPlace;
  /** The solution's cell. */
  source: string;
  /** Right answers by name, the solution among them. */
  right: Readonly<Record<string, string>>;
  /** Inputs on which an equal mutant agrees with the solution; 10,000 by default. */
  inputs?: number;
  /** Runs of each right answer; 20 by default. */
  runs?: number;
  /** Makes the drawn inputs; fixed by default, so that a hunt can be repeated. */
  secret?: string;
}

/** A mutant that takes so many times as long as the slowest right answer, and at least so many seconds, has no end. */
const TIMES_AS_LONG = 5;
const LEAST_SECONDS = 5;
const INPUTS_SECONDS = 300;
const START_SECONDS = 60;

/** Throws an Error where the task's own checks are broken. */
export async function hunt(options: HuntOptions): Promise<Hunt> {
  const { root, place, source, inputs = 10_000, secret = 'mutants' } = options;
  const trials = new Trials();
  const ask = async (one: string, of: string, seconds: number, count?: number): Promise<Tried> => {
    const drawn = count === undefined ? {} : { inputs: count };
    const tried = await trials.ask({ root, place, source: one, secret: of, ...drawn }, seconds);
    if ('broken' in tried) throw new Error(`The checks of ${place.task} are broken: ${tried.broken}`);
    return tried;
  };
  try {
    const { slowest, ...refused } = await refusals(options, ask);
    const seconds = Math.max(LEAST_SECONDS, TIMES_AS_LONG * slowest);
    const mutants = mutantsOf(source);
    const survivors: Survivor[] = [];
    let equal = 0;
    for (const { source: mutated, ...mutant } of mutants) {
      if ((await ask(mutated, secret, seconds)).found !== undefined) continue;
      const { found } = await ask(mutated, secret, INPUTS_SECONDS, inputs);
      if (found === undefined) equal++;
      else survivors.push({ ...mutant, differs: found });
    }
    const counted = mutants.length - equal;
    const killed = counted - survivors.length;
    const killRate = counted === 0 ? 100 : (100 * killed) / counted;
    return { task: place.task, mutants: mutants.length, killed, equal, survivors, killRate, ...refused };
  } finally {
    trials.close();
  }
}

type Ask = (source: string, secret: string, seconds: number) => Promise<Tried>;

async function refusals({ right, runs = 20, secret = 'mutants' }: HuntOptions, ask: Ask) {
  const refused: string[] = [];
  let accepted = 0;
  let slowest = 0;
  for (const [name, source] of Object.entries(right)) {
    for (let run = 0; run < runs; run++) {
      const began = performance.now();
      const { found } = await ask(source, `${secret} ${run}`, START_SECONDS);
      slowest = Math.max(slowest, (performance.now() - began) / 1000);
      if (found === undefined) accepted++;
      else refused.push(`${name}: ${found}`);
    }
  }
  return { accepted, refused, slowest };
}
