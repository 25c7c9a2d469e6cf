/** `blossom pretrain --data DIR`: a model of somebody's own texts, from the corpus that `blossom corpus build` made. */
import { isAbsolute, relative, resolve } from 'node:path';
import { Command } from 'commander';
import { formatDuration } from '../display/numbers.js';
import { UserError } from '../errors.js';
import type { OwnResult, OwnTraining } from '../train/own/train.js';
import { addBackendOptions } from './backend.js';
import { thousands } from './grade-progress.js';
import { seedNumber, wholeNumber } from './numbers.js';
import { planText, resultText } from './pretrain-text.js';
import { trainingView } from './pretrain-view.js';
import { abortOnSignal } from './signals.js';

type Options = Omit<OwnTraining, 'out' | 'signal'> & { out?: string };

const EXAMPLES = `
Examples:
  $ npx blossom corpus build my-books --out my-corpus --preset small
  $ npx blossom pretrain --data my-corpus                       into my-corpus-model
  $ npx blossom pretrain --data my-corpus --out large --depth 6
  $ npx blossom continue my-corpus-model "Once upon a time"
A training that was stopped or killed goes on with the same command. Exit codes: 0 trained, 1 not, 130 stopped.`;

const DEEPEST = 32;

export function pretrainCommand(): Command {
  const command = new Command('pretrain')
    .description('train a model on your own texts')
    .requiredOption('--data <folder>', 'the folder of a corpus')
    .option('--out <folder>', 'the folder of the model (default: beside the corpus, with "-model")')
    .option(
      '--depth <layers>',
      'how large it is, and with that all else (default: 4)',
      wholeNumber(1, DEEPEST),
    )
    .option('--steps <count>', 'how many steps it takes (default: as depth and texts say)', wholeNumber(1))
    .option('--seed <number>', 'another one gives another model of the same kind (default: 1)', seedNumber)
    .option('--fresh', 'begin anew, and remove what an earlier training left in the folder');
  return addBackendOptions(command).addHelpText('after', EXAMPLES).action(pretrain);
}

async function pretrain({ data, out = modelBeside(data), ...options }: Options): Promise<void> {
  const signal = abortOnSignal();
  const view = trainingView(process.stdout);
  const began = Date.now();
  // tfjs takes a second to load, which the other words of the command line need not wait for.
  const { trainOnCorpus } = await import('../train/own/train.js');
  const work = trainOnCorpus({ data, out, ...options, signal });
  try {
    for (;;) {
      const event = await work.next();
      if (event.done === true) {
        view.end();
        return tell(event.value, { out, seconds: (Date.now() - began) / 1000 });
      }
      if (event.value.kind === 'plan') console.log(planText(event.value.plan));
      view.show(event.value);
    }
  } finally {
    view.end();
  }
}

function tell(result: OwnResult, about: { out: string; seconds: number }): void {
  const { step, steps } = result;
  if (step < steps) {
    throw new UserError(
      `Stopped after step ${thousands(step)} of ${thousands(steps)}. Nothing is lost: run the same command again to go on.`,
      130,
    );
  }
  console.log(resultText(result, { out: about.out, duration: formatDuration(about.seconds) }));
}

/** Where a model goes that is given no place. */
export function modelBeside(data: string): string {
  const path = `${resolve(data)}-model`;
  return isAbsolute(data) ? path : relative('', path);
}
