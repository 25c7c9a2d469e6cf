/** A worker of the pool: takes parts of jobs until the process or the backend ends. It prints nothing and imports nothing. */
import { workerData } from 'node:worker_threads';
import { ARGUMENTS, firstPart, TICKET, TICKETS, word } from './layout.js';
import { wasm } from '../../webassembly.js';
import type { Memory, Module } from '../../webassembly.js';

type Kernel = (args: number, from: number, to: number, scratch: number) => void;

const { memory, code, kernels, scratch, thread, threads } = workerData as {
  memory: Memory;
  code: Module;
  kernels: string[];
  scratch: number;
  thread: number;
  threads: number;
};
const words = new Int32Array(memory.buffer);
const instance = new wasm.Instance(code, { env: { memory } });
const run = kernels.map((name) => instance.exports[name] as Kernel);
/** How long to look for the next job before sleeping: in a training step the next one comes within microseconds. */
const PATIENCE = 0.2;

/** One's own parts first, then what is left of the others'. */
function takeParts(): void {
  for (let i = 0; i < threads; i++) takeFrom((thread + i) % threads);
}

function takeFrom(owner: number): void {
  const place = TICKETS + owner * TICKET;
  let ticket: number;
  while (Atomics.load(words, place) > 0 && (ticket = Atomics.sub(words, place, 1)) > 0) {
    const grain = words[word.grain]!;
    const from = (firstPart(owner, threads, words[word.parts]!) + ticket - 1) * grain;
    try {
      run[words[word.kernel]!]!(ARGUMENTS, from, Math.min(from + grain, words[word.units]!), scratch);
    } catch {
      // The main thread throws in its own name: it knows which kernel it was.
      Atomics.store(words, word.failed, 1);
    }
    Atomics.add(words, word.done, 1);
    if (Atomics.load(words, word.waiting) === 1) Atomics.notify(words, word.done);
  }
}

/** False where no job came in time. */
function look(signal: number): boolean {
  const end = performance.now() + PATIENCE;
  do {
    for (let i = 0; i < 200; i++) if (Atomics.load(words, word.signal) !== signal) return true;
  } while (performance.now() < end);
  return false;
}

while (Atomics.load(words, word.closed) === 0) {
  const signal = Atomics.load(words, word.signal);
  takeParts();
  if (look(signal)) continue;
  Atomics.add(words, word.sleepers, 1);
  Atomics.wait(words, word.signal, signal);
  Atomics.sub(words, word.sleepers, 1);
}
