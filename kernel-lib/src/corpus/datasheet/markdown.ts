/** The datasheet as a person reads it. */
import type { StageCount } from '../stream.js';
import type { Share } from '../pipeline/summaries.js';
import type { Quantiles } from '../pipeline/report.js';
import type { Datasheet } from './datasheet.js';
import { megabytes, percent, thousands } from './numbers.js';

/** What only a person knows. */
const OPEN = '*For you to fill in.*';

export function datasheetMarkdown(sheet: Datasheet): string {
  const sections = [title(sheet), motivation(), composition(sheet), collection(sheet), cleaning(sheet)];
  return `${[...sections, uses(sheet), distribution(sheet), maintenance(sheet)].join('\n\n')}\n`;
}

const title = ({ kept, tokens, characters, shards }: Datasheet) => `# Datasheet

${thousands(kept)} documents, ${thousands(characters)} characters, ${thousands(tokens)} tokens in ${thousands(shards.shards)} ${shards.shards === 1 ? 'shard' : 'shards'}.
The headings follow Gebru et al., "Datasheets for Datasets" (2021); \`datasheet.json\` has the same numbers.`;

const motivation = () => `## Motivation

For what purpose was the corpus made, by whom, and who paid for it? ${OPEN}`;

function composition(sheet: Datasheet): string {
  const { languages, collections, licences, lengths, dates, marks, gaps } = sheet;
  const parts = [
    '## Composition',
    'Each document is a text: a page, a file, a part of a book, or a row.',
    sharesTable('Language', languages, sheet),
    sharesTable('Collection', collections, sheet),
    sharesTable('Licence', licences, sheet),
    lengthsText(lengths),
  ];
  if (dates.earliest !== undefined) {
    parts.push(`The sources state dates from ${dates.earliest} to ${dates.latest}.`);
  }
  if (Object.keys(marks).length > 0) {
    parts.push(
      `Marks on the texts:\n\n${table(
        ['Mark', 'Places'],
        Object.entries(marks).map(([label, count]) => [label, thousands(count)]),
      )}`,
    );
  }
  parts.push(`### Known gaps\n\n${gaps.map((gap) => `- ${gap}`).join('\n')}`);
  return parts.join('\n\n');
}

/** Rows of a table that a person still reads; the JSON has all. */
const SHOWN = 20;

function sharesTable(heading: string, shares: Record<string, Share>, { tokens }: Datasheet): string {
  const entries = Object.entries(shares);
  const rows = entries
    .slice(0, SHOWN)
    .map(([name, share]) => [
      cell(name),
      thousands(share.documents),
      thousands(share.characters),
      thousands(share.tokens),
      percent(share.tokens / Math.max(1, tokens)),
    ]);
  const rest = entries.length - rows.length;
  const more = rest > 0 ? `\n\n… and ${thousands(rest)} more in datasheet.json.` : '';
  return table([heading, 'Documents', 'Characters', 'Tokens', 'Share of tokens'], rows) + more;
}

function lengthsText({ characters, tokens }: { characters: Quantiles; tokens: Quantiles }): string {
  const row = (name: string, { tenth = 0, median = 0, ninetieth = 0 }: Quantiles) => [
    name,
    ...[tenth, median, ninetieth].map(thousands),
  ];
  const heads = ['Length of a document', 'A tenth is shorter', 'Median', 'A tenth is longer'];
  return `${table(heads, [row('characters', characters), row('tokens', tokens)])}\n\n(To within 4.5 %.)`;
}

function collection({ inputs, files, fileBytes, rawBytes, collected, problems, skipped }: Datasheet): string {
  const parts = [
    '## Collection process',
    `Read were ${thousands(files)} files of ${megabytes(fileBytes)} (${megabytes(rawBytes)} of documents in them): ${inputs.map((input) => code(input)).join(', ')}. They held ${thousands(collected)} documents.`,
  ];
  if (Object.keys(problems).length > 0) {
    parts.push(
      `Could not be read (\`problems.jsonl\` names file and place of each):\n\n${tallyTable('Problem', problems)}`,
    );
  }
  if (Object.keys(skipped).length > 0) {
    parts.push(`Left out, as it is no text:\n\n${tallyTable('Reason', skipped)}`);
  }
  parts.push(`How were the texts chosen, over which time, and did those who wrote them agree? ${OPEN}`);
  return parts.join('\n\n');
}

function cleaning(sheet: Datasheet): string {
  const { stages, clusters, personal, tokenizer } = sheet;
  const parts = [
    '## Cleaning and labelling',
    `Every document that was dropped is in \`dropped.jsonl.gz\` with its reason: nothing is lost.`,
    stagesTable(stages),
    reasonsTable(stages),
  ];
  if (clusters.clusters > 0) {
    const { members, id } = clusters.largest[0]!;
    parts.push(
      `Near copies formed ${thousands(clusters.clusters)} clusters, of which the longest text each was kept. The largest had ${thousands(members)} members: ${code(id)}.`,
    );
  }
  if (Object.keys(personal).length > 0) {
    parts.push(
      `Personal data was replaced by placeholders such as \`<email>\`:\n\n${tallyTable('Kind', personal)}`,
    );
  }
  const origin =
    tokenizer.trainedOn > 0
      ? `trained on ${thousands(tokenizer.trainedOn)} characters of these texts`
      : `taken as it was given (${code(sheet.options.tokenizer)})`;
  parts.push(
    `The tokenizer (\`tokenizer.json\`, fingerprint ${code(tokenizer.fingerprint)}) was ${origin}: ${thousands(tokenizer.vocabulary)} entries, ${thousands(tokenizer.merges)} merges, over ${tokenizer.base}.`,
  );
  return parts.join('\n\n');
}

const stagesTable = (stages: readonly StageCount[]) =>
  table(
    ['Stage', 'Came in', 'Dropped', 'Went out'],
    stages.map(({ stage, cameIn, wentOut }) => [
      stage,
      ...[cameIn, cameIn - wentOut, wentOut].map(thousands),
    ]),
  );

function reasonsTable(stages: readonly StageCount[]): string {
  const rows = stages.flatMap(({ stage, reasons }) =>
    Object.entries(reasons)
      .sort(([, a], [, b]) => b - a)
      .map(([rule, count]) => [stage, rule, thousands(count)]),
  );
  return rows.length === 0 ? 'Nothing was dropped.' : table(['Stage', 'Rule', 'Documents'], rows, 2);
}

const uses = ({ options }: Datasheet) => `## Uses

Made for training a language model in the Blossom course. ${options.testItems === '' ? 'It was not checked against any test set.' : `Documents that hold a test item of ${code(options.testItems)} were dropped.`}

For what else may it be used, and for what should it not? ${OPEN}`;

const distribution = ({ licences }: Datasheet) => `## Distribution

${licences['not stated'] === undefined ? 'Every source states its licence; see the table above.' : 'Not every source states a licence: do not pass the corpus on before you know.'} ${OPEN}`;

function maintenance({ versions, options, shards }: Datasheet): string {
  const rows = Object.entries(options).map(([name, value]) => [name, cell(JSON.stringify(value))]);
  return `## Maintenance

Built by Blossom ${versions.blossom} on Node.js ${versions.node}; the shards have the fingerprint ${code(shards.fingerprint)}. The same files with the same options give the same bytes:

${table(['Option', 'Value'], rows, 2)}

Who answers questions about it, and will it be corrected? ${OPEN}`;
}

const tallyTable = (heading: string, tally: Readonly<Record<string, number>>) =>
  table([heading, 'Count'], Object.entries(tally).map(([name, count]) => [cell(name), thousands(count)])); // prettier-ignore

/** @param left - how many columns hold words, which stand to the left. */
function table(heads: readonly string[], rows: readonly (readonly string[])[], left = 1): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = heads.map((_, i) => (i < left ? '---' : '---:'));
  return [line(heads), line(rule), ...rows.map(line)].join('\n');
}

/** Names come from strangers' files. */
const cell = (text: string) => text.replace(/[\r\n]+/g, ' ').replace(/([\\|`<*_])/g, '\\$1');
function code(text: string): string {
  const clean = text.replace(/[\r\n]+/g, ' ');
  return clean.includes('`') ? `\`\` ${clean} \`\`` : `\`${clean}\``;
}
