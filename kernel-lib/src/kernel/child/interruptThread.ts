/**
 * The thread that stays awake while a cell keeps the main thread busy.
 * It passes on the parent's commands: the main thread's own reading of a pipe would lose what comes while an
 * interrupt ends it, where a message between threads waits.
 * On an interrupt it asks the main thread to stop the cell; where no answer comes, the main thread is inside a loop,
 * and V8 is told to end what runs there. It also sees the parent's end, and ends the process.
 */
import { Session } from 'node:inspector';
import { Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { FrameReader } from '../frames.js';
import { COMMANDS_FD, INTERRUPT_FD, type Command } from '../messages.js';
import { DEPTH, NOTED, STOPPING } from './protection.js';

/** What the main thread hears: a command of the parent, or the number of an interrupt. */
export type Heard = Command | number;

const shared = workerData as Int32Array;
/** How long an idle main thread may take to answer, in milliseconds. */
const PATIENCE = 60;
const GIVE_UP = 10_000;
let interrupts = 0;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function interrupt(): Promise<void> {
  interrupts += 1;
  const mine = interrupts;
  const isOver = () => Atomics.load(shared, NOTED) >= mine || interrupts > mine;
  for (let waited = 0; waited < GIVE_UP; waited += PATIENCE) {
    hear(mine);
    await pause(PATIENCE);
    if (isOver()) return;
    if (await untilUnprotected(isOver)) terminate();
  }
}

/** True when the main thread is outside every protected stretch and will not enter another. */
async function untilUnprotected(isOver: () => boolean): Promise<boolean> {
  Atomics.store(shared, STOPPING, 1);
  for (let waited = 0; waited < GIVE_UP && !isOver(); waited += 1) {
    if (Atomics.load(shared, DEPTH) === 0) return true;
    await pause(1);
  }
  Atomics.store(shared, STOPPING, 0);
  return false;
}

function terminate(): void {
  const session = new Session();
  session.connectToMainThread();
  session.post('Runtime.terminateExecution', () => session.disconnect());
}

const hear = (heard: Heard) => parentPort!.postMessage(heard);

/** Nothing outlives the parent: neither this process nor those that cells have started. */
function die(): void {
  try {
    if (process.platform !== 'win32') process.kill(-process.pid, 'SIGKILL');
  } catch {
    // No group of its own: this process alone, then.
  }
  process.kill(process.pid, 'SIGKILL');
}

function read(fd: number, take: (chunk: Buffer) => void): void {
  const socket = new Socket({ fd, readable: true, writable: false });
  socket.on('data', take);
  socket.on('end', die);
  socket.on('error', die);
}

const reader = new FrameReader<Command>();
read(COMMANDS_FD, (chunk) => reader.push(chunk).forEach(hear));
read(INTERRUPT_FD, () => void interrupt());
