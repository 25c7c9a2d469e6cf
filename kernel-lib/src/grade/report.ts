/** Results for a person: text for a terminal and escaped HTML for a notebook, with the same sentences. */
import { escapeHtml } from '../display/escape.js';
import { PALETTE } from '../display/palette.js';
import type { CaseResult, CheckResult, Shown, ShownTable } from './result.js';

const OPEN = '○';
const signOf = (one: CaseResult) =>
  one.passed ? '✓' : one.outcome === 'not yet' || one.outcome === 'not run' ? OPEN : '✗';

export interface TextOptions {
  /** `first`: what was called, expected and came for the first case that fails alone. */
  details?: 'all' | 'first';
}

/** What a check of one file gives, for the terminal. Without a line end behind the last line. */
export function renderText(results: readonly CheckResult[], { details = 'all' }: TextOptions = {}): string {
  return results.map((result) => resultText(result, details)).join('\n\n');
}

/** "3 of 5 cases pass" and its sisters. */
function headline({ task, status, passed, total, points, message = '' }: CheckResult): string {
  const cases = total === 1 ? 'case' : 'cases';
  switch (status) {
    case 'passed': {
      const earned = points === undefined ? '' : `: ${points} ${points === 1 ? 'point' : 'points'}`;
      return `✓ ${task}: ${total === 1 ? 'the case passes' : `all ${total} cases pass`}${earned}`;
    }
    case 'failed':
      return `✗ ${task}: ${passed} of ${total} cases pass`;
    case 'not yet':
      return `${OPEN} ${task}: not written yet (${total} ${cases})`;
    case 'error':
      return `✗ ${task}: ${message}`;
    default:
      return status satisfies never;
  }
}

/** A stub needs no list of cases that all say the same. */
const shownCases = ({ status, cases }: CheckResult) => (status === 'not yet' ? [] : cases);
const hintOf = ({ cases }: CheckResult) => cases.find((one) => one.hint !== undefined)?.hint;

function resultText(result: CheckResult, details: 'all' | 'first'): string {
  const hint = hintOf(result);
  const first = result.cases.find((one) => !one.passed);
  const isShort = (one: CaseResult) => details === 'first' && one !== first;
  return [
    headline(result),
    ...shownCases(result).flatMap((one) => (isShort(one) ? [titleOf(one)] : caseText(one))),
    ...(hint === undefined ? [] : [indent(`hint: ${hint}`, 2)]),
    `  → ${result.next}`,
  ].join('\n');
}

const titleOf = (one: CaseResult) => `  ${signOf(one)} ${one.name}`;

/** Two numbers stand above each other: that they differ needs no words. */
function whyOf({ message, expected, came }: CaseResult): string[] {
  const plain = expected.text.replace(/ ± .*/, '');
  return message === undefined || message === `expected ${plain}, came ${came?.text}` ? [] : [message];
}

function caseText(one: CaseResult): string[] {
  const title = titleOf(one);
  const printed = one.stdout === undefined ? [] : [indent(`printed   ${one.stdout.trimEnd()}`, 6, 10)];
  if (one.passed) return [title, ...printed];
  if (one.outcome === 'not run') return [`${title}: ${one.message ?? ''}`];
  return [
    title,
    `      called    ${one.called}`,
    `      expected  ${shownText(one.expected)}`,
    ...(one.came === undefined ? [] : [`      came      ${shownText(one.came)}`]),
    ...whyOf(one).map((why) => indent(`why       ${why}`, 6, 10)),
    ...printed,
  ];
}

const indent = (text: string, spaces: number, further = 0) =>
  ' '.repeat(spaces) + text.replaceAll('\n', '\n' + ' '.repeat(spaces + further));

/** Several rows as an aligned table below the word, the first difference between » and «. */
function shownText({ text, table }: Shown): string {
  if (table === undefined || table.rows.length < 2) return text;
  const cells = table.rows.map((row, i) =>
    row.map((cell, j) => (isMarked(table, i, j) ? `»${cell}«` : ` ${cell} `)),
  );
  const columns = Math.max(...cells.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, j) =>
    Math.max(...cells.map((row) => row[j]?.length ?? 0)),
  );
  const lines = cells.map((row) => row.map((cell, j) => cell.padStart(widths[j]!)).join(' '));
  return [partOf(table), ...lines].join('\n' + ' '.repeat(16));
}

const isMarked = ({ marked }: ShownTable, i: number, j: number) =>
  marked !== undefined && marked[0] === i && marked[1] === j;

function partOf({ rows, from, size }: ShownTable): string {
  const whole = `${size[0]} × ${size[1]}`;
  const columns = Math.max(...rows.map((row) => row.length));
  if (rows.length === size[0] && columns === size[1]) return whole;
  return `${whole}, shown from [${from[0]}][${from[1]}]`;
}

/** Readable on light and on dark paper; a sign stands beside each, so colour alone says nothing. */
const GOOD = `color:${PALETTE.rlhf}`;
const BAD = `color:${PALETTE.highlight}`;
const CELL = 'padding:1px 8px;text-align:right;';
const MARK = `outline:2px solid ${PALETTE.highlight};font-weight:bold`;

/** The same as HTML. Everything that comes from a learner's code or an author is escaped. */
export function renderHtml(result: CheckResult): string {
  const hint = hintOf(result);
  const colour = result.status === 'passed' ? GOOD : result.status === 'not yet' ? '' : BAD;
  return [
    '<div class="blossom-check">',
    `<p style="${colour}"><strong>${escapeHtml(headline(result))}</strong></p>`,
    ...(shownCases(result).length === 0 ? [] : ['<ul style="list-style:none;padding-left:1em">']),
    ...shownCases(result).map(caseHtml),
    ...(shownCases(result).length === 0 ? [] : ['</ul>']),
    ...(hint === undefined ? [] : [`<p><strong>Hint:</strong> ${lines(hint)}</p>`]),
    `<p>→ ${escapeHtml(result.next)}</p>`,
    '</div>',
  ].join('');
}

const lines = (text: string) => escapeHtml(text).replaceAll('\n', '<br>');

function caseHtml(one: CaseResult): string {
  const title = `<span style="${one.passed ? GOOD : BAD}">${signOf(one)}</span> ${escapeHtml(one.name)}`;
  const printed: [string, string][] =
    one.stdout === undefined
      ? []
      : [['printed', `<pre style="margin:0">${escapeHtml(one.stdout.trimEnd())}</pre>`]];
  const why = whyOf(one).map((message): [string, string] => ['why', lines(message)]);
  const came: [string, string][] = one.came === undefined ? [] : [['came', shownHtml(one.came)]];
  const failed: [string, string][] = [
    ['called', `<code>${escapeHtml(one.called)}</code>`],
    ['expected', shownHtml(one.expected)],
    ...came,
    ...why,
  ];
  const rows = one.passed ? printed : [...failed, ...printed];
  return `<li>${title}${rows.length === 0 ? '' : rowsHtml(rows)}</li>`;
}

const rowsHtml = (rows: [label: string, html: string][]) =>
  '<table style="margin-left:1em;color:inherit">' +
  rows
    .map(([label, html]) => {
      const style = 'text-align:left;vertical-align:top';
      return `<tr><th style="${style}">${label}</th><td style="text-align:left">${html}</td></tr>`;
    })
    .join('') +
  '</table>';

function shownHtml({ text, table }: Shown): string {
  if (table === undefined) return `<code>${escapeHtml(text)}</code>`;
  const rows = table.rows.map((row, i) => {
    const cells = row.map(
      (cell, j) => `<td style="${CELL}${isMarked(table, i, j) ? MARK : ''}">${escapeHtml(cell)}</td>`,
    );
    return `<tr>${cells.join('')}</tr>`;
  });
  const part = partOf(table).includes('shown') ? `<div>${partOf(table)}</div>` : '';
  return `${part}<table style="color:inherit">${rows.join('')}</table>`;
}
