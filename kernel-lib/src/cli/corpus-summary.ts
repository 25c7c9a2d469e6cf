/** What came of a corpus, as a table for a person. */
import type { BuildResult } from '../corpus/pipeline/build.js';
import { PRESETS } from '../corpus/pipeline/options.js';
import type { CorpusReport } from '../corpus/pipeline/report.js';
import { pad } from '../display/textWidth.js';
import { formatDuration } from '../display/numbers.js';
import { count, thousands } from './grade-progress.js';

/** Rules in one line; the datasheet has all. */
const SHOWN = 4;

export function buildSummary(
  { report, timings, resumed }: BuildResult,
  { out, seconds }: { out: string; seconds: number },
): string {
  const first =
    timings === undefined
      ? `The corpus in ${out} is built already from the same files with the same options; --fresh builds it anew.`
      : `Built in ${formatDuration(seconds)}${resumed ? ', going on with what was there' : ''}.`;
  return [first, '', ...stageTable(report), '', ...facts(report), '', ...next(out)].join('\n');
}

function stageTable({ stages, collected }: CorpusReport): string[] {
  const rows = stages.map(({ stage, wentOut, cameIn, reasons }) => [
    stage,
    thousands(cameIn - wentOut),
    thousands(wentOut),
    reasonsText(reasons),
  ]);
  return columns([['stage', 'dropped', 'left', 'why'], ['collect', '', thousands(collected), ''], ...rows]);
}

function reasonsText(reasons: Readonly<Record<string, number>>): string {
  const sorted = Object.entries(reasons).sort(([, a], [, b]) => b - a);
  const shown = sorted.slice(0, SHOWN).map(([rule, number]) => `${rule} ${thousands(number)}`);
  const rest = sorted.length - shown.length;
  return [...shown, ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
}

/** Cells under one another: the first and the last column to the left, numbers to the right. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const last = rows[0]!.length - 1;
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  return rows.map((row) =>
    row
      .map((cell, i) => (i === last ? cell : pad(cell, widths[i]!, i === 0 ? 'left' : 'right')))
      .join('  ')
      .trimEnd(),
  );
}

function facts(report: CorpusReport): string[] {
  const { kept, characters, tokens, tokenizer, shards, languages, personal, problems } = report;
  const perToken = (characters / Math.max(1, tokens)).toFixed(1);
  const lines = [
    `Kept: ${count(kept, 'document')}, ${count(characters, 'character')}, ${count(tokens, 'token')} ` +
      `(${perToken} characters a token, vocabulary ${thousands(tokenizer.vocabulary)}) in ${count(shards.shards, 'shard')}.`,
    `Languages: ${listOf(Object.entries(languages).map(([name, share]) => [name, share.documents]))}.`,
  ];
  if (Object.keys(personal).length > 0) {
    lines.push(`Personal data replaced: ${listOf(Object.entries(personal))}.`);
  }
  if (Object.keys(problems).length > 0) {
    lines.push(`Could not be read (problems.jsonl says where): ${listOf(Object.entries(problems))}.`);
  }
  return [...lines, ...hint(report)];
}

/** Above this share of documents the rules may not suit the texts. */
const MANY = 0.3;

function hint({ stages, options }: CorpusReport): string[] {
  const { cameIn = 0, wentOut = 0 } = stages.find(({ stage }) => stage === 'quality') ?? {};
  const share = 1 - wentOut / Math.max(1, cameIn);
  if (cameIn === 0 || share < MANY) return [];
  const others = PRESETS.filter((preset) => preset !== options.preset).map((preset) => `--preset ${preset}`);
  return [
    `The rules of quality dropped ${Math.round(100 * share)} % of what they saw: look at it before you trust them. ${others.join(', ')} and --no-quality keep others.`,
  ];
}

const LISTED = 8;

function listOf(entries: readonly (readonly [string, number])[]): string {
  const shown = entries.slice(0, LISTED).map(([name, number]) => `${name} ${thousands(number)}`);
  const rest = entries.length - shown.length;
  return [...shown, ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
}

/** A folder's name as a word of a shell. */
const word = (path: string) => (/^[\w./-]+$/.test(path) ? path : JSON.stringify(path));

const next = (out: string) => [
  `${out} has datasheet.md (read it first), shards/, tokenizer.json, kept.* and dropped.jsonl.gz. Next:`,
  `  npx blossom corpus inspect ${word(out)}           what was dropped, and why`,
  `  npx blossom corpus inspect ${word(out)} --kept    what was kept`,
];
