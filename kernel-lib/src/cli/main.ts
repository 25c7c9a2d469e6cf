/** `blossom WORD …`: one file a word in this folder; this one puts them together and prints errors. */
import { Command, CommanderError } from 'commander';
import { libraryVersion } from '../config.js';
import { UserError } from '../errors.js';
import { buildCommand } from './build.js';
import { checkCommand } from './check.js';
import { collectCommand } from './collect.js';
import { continueCommand } from './continue.js';
import { corpusCommand } from './corpus.js';
import { doctorCommand } from './doctor.js';
import { exportCommand } from './export.js';
import { feedbackCommand } from './feedback.js';
import { gradeCommand } from './grade.js';
import { gradeWorkerCommand } from './grade-worker.js';
import { kernelCommand } from './kernel.js';
import { pretrainCommand } from './pretrain.js';
import { progressCommand } from './progress.js';
import { regradeCommand } from './regrade.js';
import { releaseCommand } from './release.js';
import { reportCommand } from './report.js';
import { resetCommand } from './reset.js';
import { runCommand } from './run.js';
import { setupCommand } from './setup.js';
import { startCommand } from './start.js';
import { validateCommand } from './validate.js';

const EXAMPLES = `
Examples:
  $ npx blossom start                                  open the course in JupyterLab
  $ npx blossom run notebooks/00-journey.ipynb         run a lesson here, charts as an HTML file
  $ npx blossom check work/exercises/00-journey.ipynb  see how far an exercise is
  $ npx blossom reset work/00-journey.ipynb            begin a lesson anew (the old copy is kept)
  $ npx blossom WORD --help                            all that a word can do`;

/** All words, as `--help` lists them. */
const WORDS: Record<string, (() => Command)[]> = {
  'To learn:': [startCommand, runCommand, checkCommand, progressCommand, resetCommand],
  'To teach a class (docs/grading/README.md):': [
    releaseCommand,
    collectCommand,
    doctorCommand,
    gradeCommand,
    gradeWorkerCommand,
    regradeCommand,
    reportCommand,
    feedbackCommand,
    exportCommand,
  ],
  'Your own texts (docs/corpus.md, docs/pretrain.md):': [corpusCommand, pretrainCommand, continueCommand],
  'To write lessons and exercises:': [buildCommand, validateCommand],
  'The machine:': [kernelCommand, setupCommand],
};

/** The whole command line as a commander program; errors are thrown, never exited on. */
export function program(): Command {
  const blossom = new Command('blossom')
    .description('Blossom: grow a language model the way a student grows up, in TypeScript notebooks.')
    .version(libraryVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', EXAMPLES);
  for (const [heading, words] of Object.entries(WORDS)) {
    blossom.commandsGroup(heading);
    for (const word of words) blossom.addCommand(word());
  }
  throwInsteadOfExit(blossom);
  return blossom;
}

/** Runs one command line and sets the exit code. */
export async function main(args: readonly string[]): Promise<void> {
  endQuietlyWithReader();
  try {
    await program().parseAsync([...args], { from: 'user' });
  } catch (thrown) {
    process.exitCode = report(thrown, args.includes('--json'));
  }
}

/** `blossom run 00 | head`: when the reader has gone there is nobody left to tell anything. */
function endQuietlyWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(process.exitCode ?? 0);
  });
}

/** commander's settings do not reach subcommands that were made apart, so each is set here. */
function throwInsteadOfExit(command: Command): void {
  command.exitOverride().configureOutput({ outputError: () => {} });
  command.commands.forEach(throwInsteadOfExit);
}

/**
 * Prints what was thrown: a person's mistake as one sentence, ours with its stack.
 * @returns the exit code.
 */
export function report(thrown: unknown, json: boolean): number {
  if (thrown instanceof CommanderError) {
    if (thrown.exitCode === 0) return 0; // --help and --version come as errors, too
    if (thrown.code !== 'commander.help') say(sentenceOf(thrown), json); // else the help itself was the answer
    return 2;
  }
  if (thrown instanceof UserError) {
    say(thrown.message, json);
    return thrown.exitCode;
  }
  const stack = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  say(`${stack}\nThis is a mistake of Blossom, not yours: please open an issue with the lines above.`, json);
  return 70;
}

/** commander's "error: unknown command 'rum'\n(Did you mean run?)" as one sentence with the next step. */
function sentenceOf(error: CommanderError): string {
  const words = error.message
    .replace(/^error: /, '')
    .replace(/\n\(Did you mean (.*?)\?\)/s, ', did you mean $1');
  const sentence = words.charAt(0).toUpperCase() + words.slice(1).replace(/\.$/, '');
  return `${sentence}${sentence.includes('did you mean') ? '?' : '.'} See \`npx blossom --help\`.`;
}

/** With `--json` the one document on stdout tells the error, too; people read stderr. */
function say(message: string, json: boolean): void {
  if (json) process.stdout.write(`${JSON.stringify({ error: message })}\n`);
  else process.stderr.write(`${message}\n`);
}
