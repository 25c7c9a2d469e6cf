/**
 * Runs a kernel over its units on all threads. A job is cut into parts. Each thread, the main one too, takes those of its
 * own stretch, and then what the others have not come to: so what one kernel has written is mostly read by the same core
 * in the next, and a worker that sleeps or that the system does not let run costs nothing. Each value of a result is the
 * work of one part, so the bits are the same for any number of threads.
 */
import os from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { UserError } from '../../errors.js';
import { ARGUMENTS, firstPart, HEAP, MAX_ARGUMENTS, TICKET, TICKETS, word } from './layout.js';
import { wasm } from '../../webassembly.js';
import type { Memory, Module } from '../../webassembly.js';

/** A kernel of kernel-lib/assembly. */
export type Kernel = (args: number, from: number, to: number, scratch: number) => void;

/** More threads than this gain little: they share one memory. */
const MOST = 16;
/** How often the main thread looks whether the workers are done before it sleeps. */
const LOOKS = 20_000;
/** No part of a job takes this long: what is still missing then will not come. Milliseconds. */
const LIMIT = 120_000;

/** `BLOSSOM_THREADS`, else as many as the machine has cores. */
export function wantedThreads(): number {
  const given = process.env['BLOSSOM_THREADS'];
  if (given === undefined || given === '') return Math.min(os.availableParallelism(), MOST);
  const threads = Number(given);
  if (Number.isInteger(threads) && threads >= 1 && threads <= 64) return threads;
  throw new UserError(
    `BLOSSOM_THREADS is "${given}", but the number of threads is a whole number from 1 to 64.`,
  );
}

export interface PoolOptions {
  memory: Memory;
  module: Module;
  threads: number;
  /** Gives the address of a thread's own memory. */
  scratch: () => number;
}

export class Pool {
  readonly kernels: ReadonlyMap<string, { index: number; run: Kernel }>;
  readonly threads: number;
  private readonly words: Int32Array;
  private readonly scratch: number;
  /** Workers that live. */
  running = 0;
  private started = false;
  /** Parts of a job that was cut short by an interrupt; 0 in peace. */
  private open = 0;
  private mineOpen = 0;

  constructor(private readonly options: PoolOptions) {
    const { memory, module, threads, scratch } = options;
    this.threads = threads;
    this.words = new Int32Array(memory.buffer, 0, HEAP / 4);
    this.scratch = scratch();
    const { exports } = new wasm.Instance(module, { env: { memory } });
    const named = Object.entries(exports).filter(([, value]) => typeof value === 'function');
    this.kernels = new Map(named.map(([name, run], index) => [name, { index, run: run as Kernel }]));
  }

  /**
   * Runs `name` over `units`.
   * @param args - whole numbers, or the bits of floats (see `bits`).
   * @param grain - units in a part: so many that handing one over (about a microsecond) is small beside it.
   */
  run(name: string, args: readonly number[], units: number, grain: number): void {
    const kernel = this.kernels.get(name);
    if (kernel === undefined) throw new Error(`threads: there is no kernel '${name}'.`);
    if (this.open > 0) this.recover();
    const { words } = this;
    if (args.length > MAX_ARGUMENTS) throw new Error(`threads: ${args.length} arguments for '${name}'.`);
    for (let i = 0; i < args.length; i++) words[ARGUMENTS / 4 + i] = args[i]!;
    if (this.threads === 1 || units <= grain) {
      if (units > 0) kernel.run(ARGUMENTS, 0, units, this.scratch);
      return;
    }
    this.share(name, kernel, units, grain);
  }

  private share(name: string, kernel: { index: number; run: Kernel }, units: number, grain: number): void {
    const { words, threads } = this;
    if (!this.started) this.start();
    const parts = Math.ceil(units / grain);
    words[word.kernel] = kernel.index;
    words[word.units] = units;
    words[word.grain] = grain;
    words[word.parts] = parts;
    Atomics.store(words, word.done, 0);
    for (let thread = 0; thread < threads; thread++) {
      const count = firstPart(thread + 1, threads, parts) - firstPart(thread, threads, parts);
      this.open += count; // an interrupt comes between two rounds at the earliest
      Atomics.store(words, TICKETS + thread * TICKET, count);
    }
    Atomics.add(words, word.signal, 1);
    if (Atomics.load(words, word.sleepers) > 0) Atomics.notify(words, word.signal, parts - 1);
    for (let thread = 0; thread < threads; thread++) this.takeFrom(thread, kernel.run);
    this.await(parts, LIMIT);
    this.open = 0;
    if (Atomics.exchange(words, word.failed, 0) === 1)
      throw new Error(`threads: the kernel '${name}' failed.`);
  }

  private takeFrom(owner: number, run: Kernel): void {
    const { words, threads } = this;
    const [units, grain, parts] = [words[word.units]!, words[word.grain]!, words[word.parts]!];
    const place = TICKETS + owner * TICKET;
    const first = firstPart(owner, threads, parts);
    let ticket: number;
    while ((ticket = Atomics.sub(words, place, 1)) > 0) {
      this.mineOpen = 1;
      const from = (first + ticket - 1) * grain;
      run(ARGUMENTS, from, Math.min(from + grain, units), this.scratch);
      this.mineOpen = 0;
      Atomics.add(words, word.done, 1);
    }
  }

  /** Until `parts` are done. */
  private await(parts: number, limit: number): void {
    const { words } = this;
    for (let i = 0; i < LOOKS; i++) if (Atomics.load(words, word.done) >= parts) return;
    const end = performance.now() + limit;
    Atomics.store(words, word.waiting, 1);
    for (let done; (done = Atomics.load(words, word.done)) < parts;) {
      Atomics.wait(words, word.done, done, 50);
      if (performance.now() > end) {
        Atomics.store(words, word.waiting, 0);
        throw new Error(`threads: a worker has not answered for ${limit / 1000} s.`);
      }
    }
    Atomics.store(words, word.waiting, 0);
  }

  /** The last job was cut short (a notebook's interrupt ends JavaScript anywhere): its workers must be done with it. */
  private recover(): void {
    let theirs = this.open - this.mineOpen;
    for (let thread = 0; thread < this.threads; thread++) {
      theirs -= Math.max(0, Atomics.exchange(this.words, TICKETS + thread * TICKET, 0));
    }
    this.open = 0;
    this.mineOpen = 0;
    this.await(theirs, LIMIT);
    Atomics.store(this.words, word.failed, 0);
  }

  /** Ends the workers; what is run later, the main thread does alone. */
  end(): void {
    Atomics.store(this.words, word.closed, 1);
    Atomics.add(this.words, word.signal, 1);
    Atomics.notify(this.words, word.signal);
  }

  /** They begin beside us: until one is ready the main thread does all by itself. */
  private start(): void {
    this.started = true;
    const { memory, module, scratch, threads } = this.options;
    for (let i = 1; i < threads; i++) {
      const worker = new Worker(path.join(__dirname, 'worker.js'), {
        workerData: {
          ...{ memory, code: module, kernels: [...this.kernels.keys()], scratch: scratch() },
          ...{ thread: i, threads },
        },
        // Neither our flags (a profiler, a test runner's hooks) nor the environment are its business.
        execArgv: [],
        env: {},
        name: `blossom-threads-${i}`,
      });
      worker.unref();
      this.running++;
      worker.on('exit', () => this.running--);
      worker.on('error', (error) => {
        console.error(`A worker of the backend 'threads' ended: ${error.message}. The others do its work.`);
      });
    }
  }
}

const float = new Float32Array(1);
const integer = new Int32Array(float.buffer);

/** A float as a kernel's argument. */
export function bits(value: number): number {
  float[0] = value;
  return integer[0]!;
}
