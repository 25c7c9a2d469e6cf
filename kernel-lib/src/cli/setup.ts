/** `blossom setup tensorflow`: what a course can have beyond its packages, asked for first and undone at a word. */
import { createInterface } from 'node:readline/promises';
import { relative } from 'node:path';
import { Argument, Command } from 'commander';
import { installTensorflow, removeTensorflow } from '../backend/tensorflow/install.js';
import { builds, builtIn, folderIn, type Variant } from '../backend/tensorflow/place.js';
import { assertCanBuild } from '../backend/tensorflow/requirements.js';
import { places } from '../config.js';
import { UserError } from '../errors.js';
import { abortOnSignal } from './signals.js';

interface SetupOptions {
  cuda?: boolean;
  yes?: boolean;
  undo?: boolean;
}

const EXAMPLES = `
Examples:
  $ npx blossom setup tensorflow                       asks, then downloads 274 MB and builds in .blossom/tensorflow
  $ npx blossom setup tensorflow --cuda --yes          for a card of NVIDIA; does not ask
  $ npx blossom setup tensorflow --undo                removes it
  $ BLOSSOM_BACKEND=tensorflow npx blossom run FILE    uses it`;

export function setupCommand(): Command {
  return new Command('setup')
    .description('set up TensorFlow as one more backend (never needed)')
    .addArgument(new Argument('<what>', 'what to set up').choices(['tensorflow']))
    .option('--cuda', "TensorFlow's build for graphics cards of NVIDIA")
    .option('--yes', 'do not ask before the download')
    .option('--undo', 'remove what was set up')
    .addHelpText('after', EXAMPLES)
    .action((_what: string, options: SetupOptions) => setup(options));
}

async function setup({ cuda = false, yes = false, undo = false }: SetupOptions): Promise<void> {
  const folder = folderIn(places.state);
  const here = relative(process.cwd(), folder);
  if (undo) {
    const removed = await removeTensorflow(places.state);
    console.log(removed ? `${here} is removed.` : 'TensorFlow is not set up: there is nothing to remove.');
    return;
  }
  const variant: Variant = cuda ? 'cuda' : 'cpu';
  const present = builtIn(folder);
  if (present === variant) return console.log(`Already there: ${here} (remove it with --undo).`);
  if (present !== undefined) {
    throw new UserError(`Another build (${present}) lies in ${here}: remove it with --undo first.`);
  }
  const python = await assertCanBuild(variant, places.state);
  const { download, kept } = builds[variant];
  console.log(`This downloads about ${download} MB (TensorFlow) and keeps about ${kept} MB in ${here}.`);
  const signal = abortOnSignal();
  if (!yes && !(await agreed(signal))) return console.log('Nothing was changed.');
  const show = process.stdout.isTTY === true;
  const onStep = (step: number, of: number, label: string) => console.log(`  ${step}/${of} ${label} …`);
  await installTensorflow({ variant, state: places.state, python, signal, show, onStep });
  console.log(`TensorFlow is set up and tested: choose it with BLOSSOM_BACKEND=tensorflow.`);
}

/** A person's answer; a script has to say it beforehand. */
async function agreed(signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UserError('Nobody can be asked here: add --yes to download.');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    // The terminal's own Ctrl+C reaches the interface, not the process.
    terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
    return /^y(es)?$/i.test((await terminal.question('Go on? [y/N] ', { signal })).trim());
  } catch (thrown) {
    if (signal.aborted) return false;
    throw thrown;
  } finally {
    terminal.close();
  }
}
