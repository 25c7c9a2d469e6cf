/**
 * The driver's hand on the compiler's process: a cell in, JavaScript or problems out. What comes back is checked and
 * goes to the learner's own process alone. A process that fails or takes too long is replaced.
 */
import { join } from 'node:path';
import { problemOfAll, withCellLines, type CompiledCell, type SyntaxProblem } from '../compile.js';
import { InfrastructureError } from '../hidden/failures.js';
import type { Isolation } from '../isolation/isolation.js';
import { DEFAULT_LIMITS, Runner, type Answer } from '../runner.js';
import { printableText } from '../answers.js';

const SCRIPT = join(__dirname, 'compiler-main.js');
/** Loading TypeScript takes a second, and more on a busy machine. */
const READY_SECONDS = 60;
/** A cell of a hundred lines takes some milliseconds. */
const COMPILE_SECONDS = 10;
/** One process for a whole class: the time of all its cells together. */
const LIMITS = { ...DEFAULT_LIMITS, cpuSeconds: 3600 };

type Compiled = CompiledCell | { problems: SyntaxProblem[] };

export class Compiler {
  private runner: Runner | undefined;
  private queue: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly isolation: Isolation,
    private readonly seconds = COMPILE_SECONDS,
  ) {}

  /** One cell at a time. Throws an InfrastructureError where no process comes up. */
  compile(source: string, names: readonly string[]): Promise<Compiled> {
    const compiled = this.queue.then(() => this.next(source, names));
    this.queue = compiled.catch(() => undefined); // Whoever asked is told.
    return compiled;
  }

  /** Ends the process. The next cell starts another. */
  async close(): Promise<void> {
    const { runner } = this;
    this.runner = undefined;
    await runner?.finish();
  }

  private async next(source: string, names: readonly string[]): Promise<Compiled> {
    // Not even sent: beyond any answer, and near the limit of a frame.
    if (source.length > 1_000_000) return problemOfAll('The cell is longer than 1,000,000 characters.');
    this.runner ??= await this.start();
    this.runner.setIdle(false);
    const answer = await this.runner.ask({ compile: source, names }, this.seconds);
    const compiled = answer.kind === 'value' ? readCompiled(answer.value) : undefined;
    if (compiled === undefined) await this.close();
    else this.runner.setIdle(true);
    return compiled ?? problemOfAll(sentenceFor(answer, this.seconds));
  }

  private async start(): Promise<Runner> {
    let why = '';
    for (let attempt = 0; attempt < 2; attempt++) {
      const runner = new Runner({ isolation: this.isolation, limits: LIMITS, script: SCRIPT });
      const ready = await runner.ready(READY_SECONDS);
      if (ready.kind === 'value') return runner;
      const { lastWords } = await runner.finish();
      why = lastWords.trim().slice(0, 300);
    }
    throw new InfrastructureError(
      `No compiler (${this.isolation.name}) came up: ${why || 'it said nothing'}.`,
    );
  }
}

function sentenceFor(answer: Answer, seconds: number): string {
  const how = answer.kind === 'time limit' ? `takes more than ${seconds} s to be read` : 'cannot be read';
  return `The cell ${how}.`;
}

/** Undefined for anything that is not exactly what a compiler says. */
function readCompiled(value: unknown): Compiled | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { code, map, problems } = value as Record<string, unknown>;
  if (typeof code === 'string' && typeof map === 'string') {
    try {
      return withCellLines({ code, map });
    } catch {
      return undefined; // No source map: not what a compiler says.
    }
  }
  if (!Array.isArray(problems) || problems.length === 0) return undefined;
  const read = problems.map(readProblem);
  return read.every((one) => one !== undefined) ? { problems: read as SyntaxProblem[] } : undefined;
}

function readProblem(problem: unknown): SyntaxProblem | undefined {
  if (typeof problem !== 'object' || problem === null) return undefined;
  const { line, column, message, text } = problem as Record<string, unknown>;
  const isPlace = Number.isSafeInteger(line) && Number.isSafeInteger(column);
  if (!isPlace || typeof message !== 'string' || typeof text !== 'string') return undefined;
  const shown = (words: string) => printableText(words).slice(0, 1000);
  return { line: line as number, column: column as number, message: shown(message), text: shown(text) };
}

const compilers = new Map<Isolation, Compiler>();

/** The one of this process, for each isolation. It keeps no program from ending. */
export function compilerFor(isolation: Isolation): Compiler {
  const found = compilers.get(isolation) ?? new Compiler(isolation);
  compilers.set(isolation, found);
  return found;
}
