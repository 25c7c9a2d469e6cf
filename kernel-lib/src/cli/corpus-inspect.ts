/** `blossom corpus inspect DIR`: what was dropped and why, or what was kept, with the beginning of each text. */
import { Command } from 'commander';
import type { Document, Origin } from '../corpus/document.js';
import { lookAtDropped, lookAtKept, type Filter, type Looked } from '../corpus/pipeline/inspect.js';
import type { DroppedLine } from '../corpus/pipeline/summaries.js';
import { printable } from '../display/escape.js';
import { cut } from '../display/textWidth.js';
import { UserError } from '../errors.js';
import { seededRandom } from '../random.js';
import { columns } from './corpus-summary.js';
import { count, thousands } from './grade-progress.js';
import { wholeNumber } from './numbers.js';

interface Options {
  stage?: string;
  reason?: string;
  language?: string;
  kept?: boolean;
  sample: number;
  seed: number;
  full?: boolean;
  json?: boolean;
}

const EXAMPLES = `
Examples:
  $ npx blossom corpus inspect my-corpus                        counts, and ten documents that were dropped
  $ npx blossom corpus inspect my-corpus --stage quality --reason mean-word-length --sample 20
  $ npx blossom corpus inspect my-corpus --kept --language zh --full
Another --seed shows other documents.`;

export function corpusInspectCommand(): Command {
  return new Command('inspect')
    .description('see what was dropped and why, or what was kept')
    .argument('<folder>', 'the folder of the corpus')
    .option('--stage <name>', 'what this stage dropped, such as near')
    .option('--reason <rule>', 'what this rule dropped, such as near-copy')
    .option('--language <code>', 'documents in this language')
    .option('--kept', 'what was kept instead')
    .option('--sample <count>', 'how many documents to show', wholeNumber(0), 10)
    .option('--seed <number>', 'which ones', wholeNumber(0), 1)
    .option('--full', 'whole texts, not their beginning')
    .option('--json', 'print it as JSON')
    .addHelpText('after', EXAMPLES)
    .action(inspect);
}

async function inspect(folder: string, options: Options): Promise<void> {
  const random = seededRandom(options.seed);
  const { stage, reason: rule, language } = options;
  if (options.kept === true) {
    if (stage !== undefined || rule !== undefined) {
      throw new UserError('--kept goes with --language; --stage and --reason are of what was dropped.');
    }
    const filter = language === undefined ? {} : { language };
    const looked = await lookAtKept(folder, filter, options.sample, random);
    return print(looked, options, 'kept', (document) => shown(document, document.language, options));
  }
  const filter: Filter = {
    ...(stage === undefined ? {} : { stage }),
    ...(rule === undefined ? {} : { rule }),
    ...(language === undefined ? {} : { language }),
  };
  const looked = await lookAtDropped(folder, filter, options.sample, random);
  print(looked, options, 'dropped', (line) => shown(line.document, whyOf(line), options));
}

function print<Line>(
  { counts, sample, finished }: Looked<Line>,
  { json }: Options,
  what: string,
  text: (line: Line) => string,
): void {
  if (json === true) {
    console.log(JSON.stringify({ counts: Object.fromEntries(counts), sample, finished }, null, 1));
    return;
  }
  const all = counts.reduce((sum, [, number]) => sum + number, 0);
  const head = `${count(all, 'document')} ${what}${finished ? '' : ' so far; the run has not ended'}.`;
  const table =
    counts.length === 0 ? [] : columns(counts.map(([name, number]) => [name, thousands(number), '']));
  console.log(
    [head, ...table.map((line) => `  ${line}`), ...sample.map((line) => `\n${text(line)}`)].join('\n'),
  );
}

const whyOf = ({ stage, reason, document }: DroppedLine) => {
  const detail = reason.detail === undefined ? '' : `: ${reason.detail}`;
  return `${stage}, ${reason.rule}${detail} (${document.language})`;
};

/** Columns of the beginning of a text. */
const BEGINNING = 400;

/** Texts are strangers': what would steer the terminal is shown as a question mark, not sent. */
const safe = (text: string) =>
  printable(text).replace(/[\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g, '\uFFFD');

function shown({ origin, title, text }: Document, why: string, { full }: Options): string {
  const heading = title === undefined ? '' : `${safe(title)}\n  `;
  const body =
    full === true
      ? text.split('\n').map(safe).join('\n  ')
      : cut(safe(text.slice(0, BEGINNING).replace(/\s+/g, ' ')), BEGINNING);
  return `${placeOf(origin)}, ${thousands(text.length)} characters\n  ${why}\n  ${heading}${body}`;
}

function placeOf({ file, offset, row, url }: Origin): string {
  const at = row !== undefined ? `, row ${thousands(row)}` : offset > 0 ? `, byte ${thousands(offset)}` : '';
  return `${file}${at}${url === undefined ? '' : `, ${url}`}`;
}
