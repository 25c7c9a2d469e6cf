/** Timers of an interrupted cell never fire, so a loop that waits in each round really stops. */
import { createRequire, syncBuiltinESMExports } from 'node:module';
import type * as NodeTimers from 'node:timers';
import type * as NodeTimersPromises from 'node:timers/promises';
import { promisify } from 'node:util';
import { currentCell, reenter } from './cells.js';

type Callback = (...given: unknown[]) => unknown;
type Start = (callback: Callback, ...rest: unknown[]) => unknown;

export function installTimers(): void {
  // The modules themselves, not copies of their exports.
  const load = createRequire(__filename);
  const timers = load('node:timers') as typeof NodeTimers;
  const promises = load('node:timers/promises') as typeof NodeTimersPromises;
  const waits = { setTimeout: patient(promises.setTimeout), setImmediate: patient(promises.setImmediate) };
  const clear = timers.clearInterval;
  const patched = {
    setTimeout: Object.assign(guarded(timers.setTimeout as Start), { [promisify.custom]: waits.setTimeout }),
    setImmediate: Object.assign(guarded(timers.setImmediate as Start), {
      [promisify.custom]: waits.setImmediate,
    }),
    setInterval: guarded(timers.setInterval as Start, (timer) => clear(timer as NodeJS.Timeout)),
  };
  Object.assign(timers, patched);
  Object.assign(globalThis, patched);
  Object.assign(promises.scheduler, { wait: patient(promises.scheduler.wait.bind(promises.scheduler)) });
  Object.assign(promises, waits, { setInterval: ticking(promises.setInterval) });
  syncBuiltinESMExports();
}

/** Calls back only while the cell that started the timer has not been interrupted. */
function guarded(start: Start, stop?: (timer: unknown) => void): Start {
  return (callback, ...rest) => {
    if (typeof callback !== 'function') return start(callback, ...rest);
    const cell = currentCell();
    const timer = start(
      (...given) => {
        if (cell?.interrupted === true) return void stop?.(timer);
        reenter(cell);
        return callback(...given);
      },
      ...rest,
    );
    return timer;
  };
}

/** Never settles once the cell has been interrupted. */
function patient<A extends unknown[], R>(wait: (...given: A) => Promise<R>): (...given: A) => Promise<R> {
  return (...given) => {
    const cell = currentCell();
    const never = new Promise<R>(() => undefined);
    const unlessInterrupted =
      <T>(next: (value: T) => R) =>
      (value: T) => {
        if (cell?.interrupted === true) return never;
        reenter(cell);
        return next(value);
      };
    return wait(...given).then(
      unlessInterrupted((value: R) => value),
      unlessInterrupted((reason: unknown) => {
        throw reason;
      }),
    );
  };
}

function ticking<A extends unknown[], R>(ticks: (...given: A) => AsyncIterable<R>) {
  return async function* (...given: A): AsyncGenerator<R> {
    const cell = currentCell();
    for await (const tick of ticks(...given)) {
      if (cell?.interrupted === true) return;
      yield tick;
    }
  };
}
