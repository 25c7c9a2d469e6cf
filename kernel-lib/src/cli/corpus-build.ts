/** `blossom corpus build PATHS… --out DIR`: the whole pipeline over somebody's own files. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { buildCorpus, type BuildResult } from '../corpus/pipeline/build.js';
import { corpusDefaults, PRESETS, type CorpusOptions } from '../corpus/pipeline/options.js';
import { followProgress } from '../display/progressBar.js';
import { buildSummary } from './corpus-summary.js';
import { wholeNumber } from './numbers.js';
import { abortOnSignal } from './signals.js';

interface Options extends Partial<
  Pick<CorpusOptions, 'preset' | 'languages' | 'tokenizer' | 'vocabulary' | 'threads' | 'judges' | 'lexicon'>
> {
  out: string;
  testItems?: string;
  similarity?: number;
  quality: boolean;
  pii: boolean;
  fresh?: boolean;
  json?: boolean;
}

const EXAMPLES = `
Examples:
  $ npx blossom corpus build my-books --out my-corpus --preset small
  $ npx blossom corpus build crawl.warc.gz notes.jsonl --out my-corpus --languages en,zh
  $ npx blossom corpus build more-books --out more --tokenizer my-corpus/tokenizer.json
Reads folders, text, Markdown, HTML, JSONL, WARC and Parquet, also as .gz. A run that was stopped or killed goes on
with the same command. Exit codes: 0 built, 1 not, 130 stopped.`;

export function corpusBuildCommand(): Command {
  return new Command('build')
    .description('clean texts, drop copies, train a tokenizer, and pack it all for training')
    .argument('<paths...>', 'folders and files')
    .requiredOption('--out <folder>', 'the folder of the corpus')
    .addOption(
      new Option('--preset <name>', 'rules of quality: small is for short texts, such as poems')
        .choices(PRESETS)
        .default(corpusDefaults.preset),
    )
    .option('--languages <list>', 'keep these alone, such as en,zh', languagesIn)
    .option(
      '--vocabulary <count>',
      `entries of the tokenizer (default: ${corpusDefaults.vocabulary})`,
      wholeNumber(1),
    )
    .option('--tokenizer <file>', 'take this tokenizer.json instead of training one')
    .option(
      '--similarity <share>',
      `near copies are at least so alike (default: ${corpusDefaults.similarity})`,
      share,
    )
    .option('--test-items <file>', 'drop documents that contain one of these test items (JSONL)')
    .option('--lexicon <file>', 'mark the words of this list with their classes (JSONL)')
    .option('--judges <file>', 'ask the judges of this module, too (docs/corpus.md)')
    .option('--no-quality', 'without the rules of quality')
    .option('--no-pii', 'leave e-mail addresses, phone and card numbers in the texts')
    .option(
      '--threads <count>',
      'worker threads (default: all cores); never changes the result',
      wholeNumber(1),
    )
    .option('--fresh', 'begin anew, and remove what an earlier run left in the folder')
    .option('--json', 'print the report as JSON')
    .addHelpText('after', EXAMPLES)
    .action(build);
}

async function build(paths: string[], { out, fresh, json, ...options }: Options): Promise<void> {
  const began = Date.now();
  const request = {
    inputs: paths,
    out,
    options,
    signal: abortOnSignal(),
    ...(fresh === true ? { fresh } : {}),
  };
  const result: BuildResult = await followProgress(buildCorpus(request));
  const seconds = (Date.now() - began) / 1000;
  console.log(json === true ? JSON.stringify(result, null, 1) : buildSummary(result, { out, seconds }));
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1)) {
    throw new InvalidArgumentError('It must be a number from 0 to 1.');
  }
  return value;
}

function languagesIn(text: string): string[] {
  const languages = text.split(',').map((one) => one.trim());
  if (languages.every((one) => /^[a-z]{2,3}$/.test(one))) return languages;
  throw new InvalidArgumentError('It must be a list of language codes, such as en,zh.');
}
