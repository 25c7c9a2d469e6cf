/**
 * The thread that stays awake while a cell keeps the main thread busy.
 * It passes on the parent's commands: the main thread's own reading of a pipe would lose what comes while an
 * interrupt ends it. A command that the main thread was kept from taking is said again.
 * On an interrupt it asks the main thread to stop the cell; where no answer comes, the main thread is inside a loop,
 * and V8 is told to end what runs there. It also sees the parent's end, and ends the process.
 */
import { Session } from 'node:inspector';
import { Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { FrameReader } from '../frames.js';
import { COMMANDS_FD, INTERRUPT_FD, type Command } from '../messages.js';
import { DEPTH, FREE, LOCK, NOTED, STOPPING, TAKEN, TERMINATING } from './protection.js';

/** A command with its place in the order; commands come in order, but perhaps twice. */
export interface Numbered {
  place: number;
  command: Command;
}

/** What the main thread hears: a command of the parent, or the number of an interrupt. */
export type Heard = Numbered | number;

const shared = workerData as Int32Array;
/** How long an idle main thread may take to answer, in milliseconds. */
const PATIENCE = 60;
const GIVE_UP = 10_000;
let interrupts = 0;
/** Commands that the main thread may not have taken. */
let commands: Numbered[] = [];
let places = 0;
/** What cells have started with `detached`. */
let groups: readonly number[] = [];

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const hear = (heard: Heard) => parentPort!.postMessage(heard);

function passOn(command: Command): void {
  const numbered = { place: ++places, command };
  commands = [...untaken(), numbered];
  hear(numbered);
}

const untaken = () => commands.filter(({ place }) => place > Atomics.load(shared, TAKEN));

async function interrupt(): Promise<void> {
  interrupts += 1;
  const mine = interrupts;
  const isOver = () => Atomics.load(shared, NOTED) >= mine || interrupts > mine;
  for (let waited = 0; waited < GIVE_UP && !isOver(); waited += PATIENCE) {
    hear(mine);
    await pause(PATIENCE);
    const isEnding = Atomics.load(shared, LOCK) === TERMINATING;
    if (!isOver() && !isEnding && (await untilUnprotected(isOver))) terminate();
  }
}

/** True when the main thread is outside every protected stretch and will not enter another. */
async function untilUnprotected(isOver: () => boolean): Promise<boolean> {
  Atomics.store(shared, STOPPING, 1);
  for (let waited = 0; waited < GIVE_UP && !isOver(); waited += 1) {
    if (Atomics.load(shared, DEPTH) === 0) {
      if (Atomics.compareExchange(shared, LOCK, FREE, TERMINATING) === FREE) return true;
      break;
    }
    await pause(1);
  }
  Atomics.store(shared, STOPPING, 0);
  return false;
}

/** V8 answers when what ran has ended; inside native code that takes until it returns. */
function terminate(): void {
  const session = new Session();
  session.connectToMainThread();
  session.post('Runtime.terminateExecution', () => {
    session.disconnect();
    Atomics.store(shared, STOPPING, 0);
    Atomics.store(shared, LOCK, FREE);
    hear(interrupts);
    untaken().forEach(hear);
  });
}

/** Nothing outlives the parent: neither this process nor those that cells have started. */
function die(): void {
  // Its own group last: this process is in it.
  if (process.platform !== 'win32') [...groups, process.pid].forEach(endGroup);
  process.kill(process.pid, 'SIGKILL');
}

function endGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // It has ended already, or there is none.
  }
}

function read(fd: number, take: (chunk: Buffer) => void): void {
  const socket = new Socket({ fd, readable: true, writable: false });
  socket.on('data', take);
  socket.on('end', die);
  socket.on('error', die);
}

const reader = new FrameReader<Command>();
read(COMMANDS_FD, (chunk) => reader.push(chunk).forEach(passOn));
read(INTERRUPT_FD, () => void interrupt());
parentPort!.on('message', (given: readonly number[]) => (groups = given));
