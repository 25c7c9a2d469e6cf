/**
 * The learner's side of one group of checks: a confined process that is started at the first question, and anew where
 * it has ended on the way. Whatever breaks the rules of the channel, or floods, counts for the whole group.
 */
import type { CompiledCell } from '../compile.js';
import type { Outcome } from '../grading.js';
import type { Isolation } from '../isolation/isolation.js';
import type { Answer, Runner, RunnerEnd } from '../runner.js';
import { InfrastructureError } from './failures.js';
import { outcomeOf, spoiledBy } from './outcome.js';
import { takeRunner } from './waiting-runners.js';

/** Starting a process takes a moment on a busy machine; that is not the learner's time. */
const READY_SECONDS = 30;
/** Importing tfjs takes seconds on a busy machine. */
const LOAD_SECONDS = 20;
/** After this many calls beyond their time the others of a task are not made: each could take as long again. */
const TIME_LIMITS = 2;
/** Time of one group's calls together, in limits of a call: a check may call often. */
const CALLS_AT_LIMIT = 10;

export interface Reply {
  /** The answer to loading the cell. */
  loaded: Answer;
  /** To the call, or to loading where that failed. */
  answer: Answer;
  /** Missing where a value came. */
  outcome?: Outcome;
}

/** What is known of one answer to a task, over all its groups. */
export interface TaskState {
  /** The same code fails to load in each process: it is tried once. */
  notLoaded?: Reply;
  timeLimits: number;
}

export interface LearnerOptions {
  isolation: Isolation;
  cell: CompiledCell;
  exports: readonly string[];
  /** Whether tfjs is loaded before the learner's code. */
  tensors: boolean;
  state: TaskState;
  /** For `Math.random` in the learner's process. */
  seed: number;
  seconds: number;
  megabytes: number;
}

export class Learner {
  /** What the whole group comes to, whatever its answers were. */
  spoiled: Outcome | undefined;
  private runner: Runner | undefined;
  private loaded: Answer | undefined;
  private secondsLeft: number;
  private broken: InfrastructureError | undefined;

  /** Seconds of a group's calls together. */
  static budget = (secondsOfCall: number) => secondsOfCall * CALLS_AT_LIMIT;

  constructor(private options: LearnerOptions) {
    this.secondsLeft = Learner.budget(options.seconds);
  }

  /**
   * Goes on as the learner of a group, in the process that is up: for the group after the visible cases, since all that
   * these have shown to the process is public. Half of the time of grading is processes that start.
   * @returns undefined where it cannot: its process broke the rules, or has another room for memory.
   */
  goOn(options: LearnerOptions): Learner | undefined {
    if (this.spoiled !== undefined || this.options.megabytes !== options.megabytes) return undefined;
    this.options = options;
    this.secondsLeft = Learner.budget(options.seconds);
    return this;
  }

  /**
   * Throws an InfrastructureError where no process comes up.
   * @param seconds - the limit of this call; the group's own by default.
   */
  async call(
    name: string,
    args: readonly unknown[],
    sendArguments: boolean,
    seconds = this.options.seconds,
  ): Promise<Reply> {
    const { state } = this.options;
    if (this.broken !== undefined) throw this.broken;
    if (state.notLoaded !== undefined) return state.notLoaded;
    if (state.timeLimits >= TIME_LIMITS || this.secondsLeft <= 0) return this.tooLong();
    const loaded = (this.loaded ??= await this.load());
    if (loaded.kind !== 'value') {
      const outcome = outcomeOf(loaded, await this.finish());
      return (state.notLoaded = { loaded, answer: loaded, outcome });
    }
    if (!hasFunction(loaded, name)) return { loaded, answer: loaded, outcome: 'student error' };
    const limit = Math.min(seconds, this.secondsLeft);
    return this.ask(loaded, () => this.runner!.call(name, args, limit, sendArguments));
  }

  /** Ends the process, if there is one. What it left behind may spoil the group. */
  async finish(): Promise<RunnerEnd | undefined> {
    const end = await this.runner?.finish();
    this.runner = this.loaded = undefined;
    this.spoiled ??= spoiledBy(end);
    return end;
  }

  private async ask(loaded: Answer, call: () => Promise<Answer>): Promise<Reply> {
    const began = performance.now();
    const answer = await call();
    this.secondsLeft -= (performance.now() - began) / 1000;
    if (answer.kind === 'value') return { loaded, answer };
    const isOver = answer.kind !== 'error';
    const outcome = outcomeOf(answer, isOver ? await this.finish() : undefined);
    if (outcome === 'time limit') this.options.state.timeLimits++;
    return { loaded, answer, outcome };
  }

  private async load(): Promise<Answer> {
    const { cell, exports, seed } = this.options;
    this.runner = await this.start();
    return this.runner.load(cell.code, exports, LOAD_SECONDS, seed);
  }

  /** Tried twice: a machine may stumble once. */
  private async start(): Promise<Runner> {
    const { isolation, megabytes, tensors } = this.options;
    let why = '';
    for (let attempt = 0; attempt < 2; attempt++) {
      const runner = takeRunner(isolation, megabytes, tensors);
      const ready = await runner.ready(READY_SECONDS);
      if (ready.kind === 'value') return runner;
      const { lastWords } = await runner.finish();
      why = `${describeEnd(ready)}; it said: ${lastWords.trim().slice(0, 300) || 'nothing'}`;
    }
    throw (this.broken = new InfrastructureError(`No confined process (${isolation.name}) came up: ${why}.`));
  }

  private tooLong(): Reply {
    const answer: Answer = { kind: 'time limit', seconds: this.options.seconds };
    return { loaded: answer, answer, outcome: 'time limit' };
  }
}

/** The list comes from the runner, so it may be anything. */
const hasFunction = (loaded: Answer & { kind: 'value' }, name: string) =>
  Array.isArray(loaded.value) && loaded.value.includes(name);

const describeEnd = (answer: Answer) =>
  answer.kind === 'process ended' ? answer.how : `no sign of it within ${READY_SECONDS} s`;
