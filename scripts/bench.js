/**
 * `npm run bench -- NAME [--json]`: runs bench/NAME.js, which exports `run()` and yields rows
 * `{bench, name, unit, ours, peer, ratio, of, goal: {min} | {max}, floor}`. A row may show more programs beside the
 * peer: `others: {name: value or null}`, and say in `reasons: {name: sentence}` why a value is missing.
 */
'use strict';

require('../kernel-lib/bin/node-version.js').requireNode();
const fs = require('node:fs');
const path = require('node:path');
const { parseArgs } = require('node:util');
const { report, SetupError } = require('./setup/errors.js');
const { setUp } = require('./setup.js');
const places = require('./setup/paths.js');

const folder = path.join(places.root, 'bench');
const COLUMNS = ['name', 'ours', 'peer', 'unit', 'ratio', 'goal', 'floor', 'met'];

async function main(args) {
  const { name, json } = readArguments(args);
  if (name === undefined) return listNames();
  const file = path.join(folder, `${name}.js`);
  if (!names().includes(name)) throw new SetupError(`There is no bench "${name}"; there are: ${known()}.`);
  await setUp({ parts: ['library'] });
  const rows = await require(file).run();
  console.log(json ? JSON.stringify(rows, null, 1) : table(rows));
  if (rows.some((row) => !isMet(row))) process.exitCode = 1;
}

function readArguments(args) {
  let parsed;
  try {
    parsed = parseArgs({ args, options: { json: { type: 'boolean' } }, allowPositionals: true });
  } catch {
    throw new SetupError(`npm run bench cannot read "${args.join(' ')}": it takes a name and --json.`);
  }
  return { name: parsed.positionals[0], json: parsed.values.json === true };
}

function names() {
  if (!fs.existsSync(folder)) return [];
  const files = fs.readdirSync(folder).filter((file) => file.endsWith('.js'));
  return files.map((file) => file.slice(0, -3)).sort();
}

const known = () => names().join(', ') || 'none yet';

function listNames() {
  console.log(`npm run bench -- NAME [--json]\nBenches: ${known()}`);
}

/** Whether the number that the goal is about reaches it. A row without a goal only informs. */
function isMet({ ours, ratio, of, goal }) {
  if (goal === undefined) return true;
  const value = of === 'ours' ? ours : ratio;
  return (goal.min === undefined || value >= goal.min) && (goal.max === undefined || value <= goal.max);
}

function table(rows) {
  const cells = rows.map((row) => ({ ...row, goal: goalText(row), met: isMet(row) ? 'yes' : 'NO' }));
  const others = [...new Set(rows.flatMap((row) => Object.keys(othersOf(row))))];
  const columns = COLUMNS.flatMap((column) => (column === 'peer' ? [column, ...others] : [column]));
  const lines = [
    columns,
    ...cells.map((row) => columns.map((column) => text(column in row ? row[column] : othersOf(row)[column]))),
  ];
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .concat(rows.flatMap(reasonsOf))
    .join('\n');
}

/** What other programs did beside the peer, by their names. */
const othersOf = ({ others = {} }) => others;

/** One line for each dash that has a reason. */
const reasonsOf = ({ name, reasons = {} }) =>
  Object.entries(reasons).map(([program, reason]) => `– ${name}, ${program}: ${reason}`);

const goalText = ({ goal, of }) =>
  goal === undefined
    ? undefined
    : Object.entries(goal)
        .map(([side, value]) => `${of} ${side} ${value}`)
        .join(', ');

function text(value) {
  if (value === undefined || value === null) return '–';
  return typeof value === 'number' ? String(Number(value.toPrecision(4))) : String(value);
}

if (require.main === module) main(process.argv.slice(2)).catch(report);

module.exports = { table, isMet };
