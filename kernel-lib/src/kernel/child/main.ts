/** The process that runs cells. Its parent speaks with it over pipes (messages.ts); see the README beside it. */
import { keepCompiledCode } from './compileCache.js';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { setGuard } from '../../uninterrupted.js';
import type { Command, Questions } from '../messages.js';
import { send } from './channel.js';
import { currentCell, type Cell } from './cells.js';
import { CellConverter } from './converter.js';
import { hearComm } from './commsOfCells.js';
import { installHost, settleRequest } from './hostOfCells.js';
import type { Heard, Numbered } from './interruptThread.js';
import { markEnd, sendOutput, useToken } from './marks.js';
import { installNativeWrites } from './nativeWrites.js';
import { goFirst, keepHeapSmall } from './memory.js';
import { noteInterrupt, protect, shared, TAKEN } from './protection.js';
import { Runner } from './runner.js';
import { installStacks } from './stacks.js';
import { installStreams, printUnseen } from './streams.js';
import { installSubprocesses } from './subprocesses.js';
import { installTimers } from './timers.js';
import { warmUp } from './warmUp.js';

type Ask = Extract<Command, { type: 'question' }>;

function answer(converter: CellConverter, command: Ask): Questions[keyof Questions]['answer'] {
  switch (command.question) {
    case 'complete':
      return converter.complete(command.ask.code, command.ask.cursor);
    case 'inspect':
      return converter.inspect(command.ask.code, command.ask.cursor);
    case 'isComplete':
      return converter.isComplete(command.ask.code);
    default:
      return command satisfies never;
  }
}

function reply(converter: CellConverter, command: Ask): void {
  try {
    send({ type: 'answer', id: command.id, value: protect(() => answer(converter, command)) });
  } catch (thrown) {
    send({ type: 'answer', id: command.id, error: String(thrown) });
  }
}

/** An error beside the run of its cell: it is shown under it, and nothing ends. */
function showError(runner: Runner, thrown: unknown, cell: Cell | undefined): void {
  if (cell === undefined || cell.interrupted) return;
  sendOutput(cell.number, { output_type: 'error', ...runner.errors.describe(thrown) });
}

/** An error after its cell ended, or in a promise that nobody waits for, is shown and not fatal. */
function reportStrayErrors(runner: Runner): void {
  const report = (thrown: unknown) => showError(runner, thrown, currentCell());
  process.on('uncaughtException', report);
  process.on('unhandledRejection', report);
}

/** `process.exit`, also called inside a library, tells the parent before the process is gone. */
function reportExit(): void {
  const ending = process as typeof process & { reallyExit(code?: number): never };
  const exit = ending.reallyExit.bind(process);
  ending.reallyExit = (code) => {
    send({ type: 'exit', code: Number(code ?? 0) });
    return exit(code);
  };
}

function hear({ id, event }: Extract<Command, { type: 'comm' }>, runner: Runner): void {
  hearComm(event, (thrown, cell) => showError(runner, thrown, cell));
  send({ type: 'answer', id });
}

/** Handles what the parent says. An interrupt may end it anywhere. */
class Commands {
  private readonly unfinished = new Set<Command>();

  constructor(
    private readonly converter: CellConverter,
    private readonly runner: Runner,
  ) {}

  /** One that comes again, because it may have been lost, is known by its place. */
  take({ place, command }: Numbered): void {
    const isNext = protect(() => {
      if (place !== Atomics.load(shared, TAKEN) + 1) return false;
      Atomics.store(shared, TAKEN, place);
      this.unfinished.add(command);
      if (command.type === 'execute') this.runner.begin(command);
      return true;
    });
    if (isNext) this.handle(command);
  }

  interrupt(number: number): void {
    if (!noteInterrupt(number)) return;
    this.runner.interrupt();
    for (const command of [...this.unfinished]) {
      // A handler that was cut has been called; the cell that was cut has its own end.
      if (command.type === 'comm') send({ type: 'answer', id: command.id });
      else if (command.type !== 'execute') this.handle(command);
      this.unfinished.delete(command);
    }
  }

  private handle(command: Command): void {
    if (command.type === 'execute') this.runner.execute(command);
    else if (command.type === 'response') settleRequest(command);
    else if (command.type === 'comm') hear(command, this.runner);
    else reply(this.converter, command);
    this.unfinished.delete(command);
  }
}

/** Starts early: the thread comes up while this one reads TypeScript. */
function startListening(): Worker {
  const options = { workerData: shared, execArgv: [] };
  return new Worker(join(__dirname, 'interruptThread.js'), options);
}

function main(): void {
  keepHeapSmall();
  goFirst();
  const cwd = process.cwd();
  useToken(process.argv[2]!);
  const thread = startListening();
  // The signal goes to the whole group of processes; the parent passes it on in its own way.
  process.on('SIGINT', () => undefined);
  installTimers();
  installStreams();
  installNativeWrites();
  installSubprocesses((groups) => {
    send({ type: 'groups', groups });
    thread.postMessage(groups);
  });
  installHost();
  setGuard(protect);
  const converter = new CellConverter(cwd);
  // The first check takes longest: it reads the types of the language itself.
  converter.convert('1', () => false);
  const runner = new Runner(converter, cwd, markEnd);
  installStacks(runner.cells);
  reportStrayErrors(runner);
  reportExit();
  process.argv.length = 1;
  const commands = new Commands(converter, runner);
  thread.on('message', (heard: Heard) => {
    if (typeof heard === 'number') commands.interrupt(heard);
    else commands.take(heard);
  });
  send({ type: 'ready' });
  keepCompiledCode();
  warmUp({ converter, print: printUnseen, isBusy: () => runner.isBusy, atomically: protect });
}

// An interrupt of a cell that waits for this process is not to end its start.
protect(main);
