/** From how a question ended to an outcome that a grade tells. Words of the process only choose among failures. */
import { isOfStub } from '../../notebook/stub.js';
import type { Answer, RunnerEnd } from '../runner.js';
import type { Outcome } from '../grading.js';

/** What V8 and Node throw where memory outside of the heap is refused, and the code goes on. */
const REFUSED_MEMORY =
  /allocation failed|could not allocate memory|out of memory|Invalid array length|Cannot create a Buffer larger/i;
/** What V8 and the C++ library print when they give up. */
const NO_MEMORY = /out of memory|bad_alloc|allocation failed|Cannot allocate memory|ENOMEM/i;
/** Ways in which a process ends by itself where memory is refused. */
const CRASHES = ['SIGABRT', 'SIGTRAP', 'SIGILL', 'SIGSEGV', 'SIGBUS'];

/** Beyond it an answer is not sent at all (runner-main.ts). */
const TOO_LARGE = /^the answer is larger than/;

/** @param end - of its process, where that has ended. */
export function outcomeOf(answer: Exclude<Answer, { kind: 'value' }>, end?: RunnerEnd): Outcome {
  const ofGroup = spoiledBy(end);
  if (ofGroup !== undefined) return ofGroup;
  switch (answer.kind) {
    case 'time limit':
      return 'time limit';
    case 'error':
      return outcomeOfError(answer.name, answer.message);
    case 'process ended':
      return outcomeOfEnd(answer.how, end?.lastWords ?? '');
    default:
      return answer satisfies never;
  }
}

/** What counts for everything that this process has answered. */
export function spoiledBy(end: RunnerEnd | undefined): Outcome | undefined {
  if (end?.violation !== undefined) return 'protocol violation';
  return end?.flooded === true ? 'output limit' : undefined;
}

function outcomeOfError(name: string, message: string): Outcome {
  if (isOfStub(message)) return 'not written';
  if (name === 'RangeError' && TOO_LARGE.test(message)) return 'output limit';
  return REFUSED_MEMORY.test(message) && name.endsWith('Error') ? 'memory limit' : 'student error';
}

function outcomeOfEnd(how: string, lastWords: string): Outcome {
  if (how === 'SIGXCPU') return 'time limit';
  // Not sent by the driver: the kernel's own, where memory ran out (also a container's limit).
  if (how === 'SIGKILL') return 'memory limit';
  return CRASHES.includes(how) && NO_MEMORY.test(lastWords) ? 'memory limit' : 'student error';
}
