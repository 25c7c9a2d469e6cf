/** `blossom continue MODEL TEXT`: what a trained model would write after a text. */
import { Command, InvalidArgumentError } from 'commander';
import { seededRandom } from '../random.js';
import { seedNumber, wholeNumber } from './numbers.js';
import { safe } from './pretrain-text.js';

interface Options {
  tokens: number;
  temperature: number;
  count: number;
  seed: number;
  json?: boolean;
}

const EXAMPLES = `
Examples:
  $ npx blossom continue my-corpus-model "Once upon a time"
  $ npx blossom continue my-corpus-model 春眠 --count 3 --temperature 0.6
  $ npx blossom continue my-corpus-model "The first step" --tokens 300 --seed 7
With --temperature 0 it always takes the likeliest token. The same seed gives the same text.`;

/** The unlikely rest is left out, as at the looks during the training. */
const TOP_P = 0.95;
const MOST = { tokens: 100_000, count: 100, temperature: 10 };

export function continueCommand(): Command {
  return new Command('continue')
    .description('let a model that you trained go on with a text')
    .argument('<model>', 'the folder of the model')
    .argument('[text]', 'the beginning of a document', '')
    .option('--tokens <count>', 'how many tokens at most', wholeNumber(1, MOST.tokens), 100)
    .option('--temperature <number>', 'how daring: 0 is the likeliest, 1 as it learnt', temperature, 0.8)
    .option('--count <number>', 'how many continuations', wholeNumber(1, MOST.count), 1)
    .option('--seed <number>', 'another one gives other texts', seedNumber, 1)
    .option('--json', 'print them as JSON')
    .addHelpText('after', EXAMPLES)
    .action(continueIt);
}

async function continueIt(path: string, text: string, { json, ...options }: Options): Promise<void> {
  const continuations = await continuationsOf(path, text, options);
  if (json === true) {
    console.log(JSON.stringify({ text, continuations }, null, 1));
    return;
  }
  const shown = continuations.map((after) => `${text}${after}`.split('\n').map(safe).join('\n'));
  console.log(shown.join('\n\n---\n\n'));
}

async function continuationsOf(
  path: string,
  text: string,
  { tokens, temperature, count, seed }: Omit<Options, 'json'>,
): Promise<string[]> {
  // tfjs takes a second to load, which the other words of the command line need not wait for.
  await import('../grade/quiet-tensors.js');
  const { loadTrained } = await import('../train/own/folder.js');
  const { continueText } = await import('../generate/continuation.js');
  const { ofModel } = await import('../generate/network.js');
  const { model, tokenizer } = await loadTrained(path);
  const options = { maxTokens: tokens, temperature, topP: TOP_P, random: seededRandom(seed) };
  const made: string[] = [];
  while (made.length < count) made.push(await continueText(ofModel(model), tokenizer, text, options));
  return made;
}

function temperature(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= MOST.temperature) return value;
  throw new InvalidArgumentError(`It must be a number from 0 to ${MOST.temperature}.`);
}
