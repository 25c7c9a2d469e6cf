/**
 * `npm run bench -- NAME [PART…] [--json] [--quick] [--profile]`: runs bench/NAME.js. Its `run({quick, parts})` yields rows
 * `{bench, name, unit, ours, peer, ratio, of, goal: {min} | {max}, floor}`. A row may show more programs beside the
 * peer: `others: {name: value or null}`, and say in `reasons: {name: sentence}` why a value is missing. A bench that has
 * parts exports their names as `parts`; one that can show where its time goes exports `profile({quick, parts})`, which
 * yields rows of any columns. It may export that alone.
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
  const { name, parts, json, quick, profile } = readArguments(args);
  if (name === undefined) return listNames();
  const file = path.join(folder, `${name}.js`);
  if (!names().includes(name)) throw new SetupError(`There is no bench "${name}"; there are: ${known()}.`);
  await setUp({ parts: ['library'] });
  const bench = require(file);
  const options = { quick, parts: chosenParts(name, bench, parts) };
  if (profile || bench.run === undefined) return showProfile(name, bench, options, json);
  const rows = await bench.run(options);
  console.log(json ? JSON.stringify(rows, null, 1) : table(rows));
  if (rows.some((row) => !isMet(row))) process.exitCode = 1;
}

function readArguments(args) {
  const flags = { json: { type: 'boolean' }, quick: { type: 'boolean' }, profile: { type: 'boolean' } };
  let parsed;
  try {
    parsed = parseArgs({ args, options: flags, allowPositionals: true });
  } catch {
    throw new SetupError(
      `npm run bench cannot read "${args.join(' ')}": it takes a name, parts, --json, --quick and --profile.`,
    );
  }
  const [name, ...parts] = parsed.positionals;
  const { json = false, quick = false, profile = false } = parsed.values;
  return { name, parts, json, quick, profile };
}

/** All parts where none is named. */
function chosenParts(name, { parts: known = [] }, wanted) {
  const unknown = wanted.find((part) => !known.includes(part));
  if (unknown === undefined) return wanted.length > 0 ? wanted : known;
  const are = known.length > 0 ? `its parts are ${known.join(', ')}` : 'it has no parts';
  throw new SetupError(`The bench "${name}" has no part "${unknown}": ${are}.`);
}

async function showProfile(name, bench, options, json) {
  if (bench.profile === undefined) throw new SetupError(`The bench "${name}" has no --profile.`);
  const rows = await bench.profile(options);
  if (json) return console.log(JSON.stringify(rows, null, 1));
  const columns = Object.keys(rows[0] || {});
  console.log(aligned([columns, ...rows.map((row) => columns.map((column) => text(row[column])))]));
}

function names() {
  if (!fs.existsSync(folder)) return [];
  const files = fs.readdirSync(folder).filter((file) => file.endsWith('.js'));
  return files.map((file) => file.slice(0, -3)).sort();
}

const known = () => names().join(', ') || 'none yet';

function listNames() {
  console.log(`npm run bench -- NAME [PART…] [--json] [--quick] [--profile]\nBenches: ${known()}`);
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
  return [aligned(lines), ...rows.flatMap(reasonsOf)].join('\n');
}

/** Lines of cells, each column as wide as its widest cell. */
function aligned(lines) {
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const padded = (line) => line.map((cell, column) => cell.padEnd(widths[column]));
  return lines.map((line) => padded(line).join('  ').trimEnd()).join('\n');
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
  if (value === undefined || value === null || Number.isNaN(value)) return '–';
  return typeof value === 'number' ? String(Number(value.toPrecision(4))) : String(value);
}

if (require.main === module) main(process.argv.slice(2)).catch(report);

module.exports = { table, isMet, chosenParts };
