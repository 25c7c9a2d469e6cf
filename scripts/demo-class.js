/**
 * `node scripts/demo-class.js FOLDER`: a class that does not exist, to try the grader with: FOLDER/roster.csv and
 * FOLDER/submitted/<student>/<lesson>/, with right, partial, wrong, crashing, empty and mangled notebooks.
 * The same words give the same class.
 */
'use strict';

require('../kernel-lib/bin/node-version.js').requireNode();
const fs = require('node:fs');
const path = require('node:path');
const { parseArgs } = require('node:util');
const { answersOf, readAnswers } = require('./demo/answers.js');
const { MANGLED } = require('./demo/mangle.js');
const { report, SetupError } = require('./setup/errors.js');

const root = path.join(__dirname, '..');
const FIRST = ['Ada', 'Mei', 'Jonas', '春', 'Zoë', 'Ravi', 'Lena', 'Tomás', 'Aiko', "D'Arcy"];
const LAST = [
  'Lovelace',
  'Müller',
  "O'Brien",
  '李',
  'van den Berg',
  'Nowak',
  'García',
  '王',
  'Okafor',
  'Smith, Jr.',
];
/** Of those whose notebook arrives whole. */
const SHARES = { right: 0.45, partial: 0.3, wrong: 0.13, crashing: 0.06, empty: 0.06 };
const FIRST_HAND_IN = Date.UTC(2026, 10, 2, 8);
const HOURS = 14 * 24;

/**
 * @param options.mangled - the share of notebooks that something happened to.
 * @param options.shares - of right, partial, wrong, crashing and empty ones among the others.
 * @param options.only - tasks that are written at all; the others stay as they were handed out.
 * @returns the kinds of submissions and how many there are of each.
 */
function makeClass(folder, options = {}) {
  const { students = 50, lesson = '00-journey', seed = 1, mangled = 0.06, course = root } = options;
  const { only, shares = SHARES } = options;
  const { seededRandom } = require('../kernel-lib/dist/random.js');
  const { formatNotebook } = require('../kernel-lib/dist/notebook/ipynb.js');
  const { handedOut, tasks } = readAnswers(course, lesson);
  const chosen = only === undefined ? tasks : tasks.filter(({ task }) => only.includes(task));
  const random = seededRandom(seed);
  const counts = {};
  const roster = ['student_id,last_name,first_name,email'];
  const broken = Math.round(students * mangled);
  for (let n = 0; n < students; n++) {
    const id = `s${String(n + 1).padStart(String(students).length, '0')}`;
    roster.push(
      [id, quoted(LAST[(n + Math.floor(n / 10)) % 10]), quoted(FIRST[n % 10]), `${id}@example.org`].join(','),
    );
    const kind = kindOf(random(), shares);
    const text = formatNotebook(filledIn(handedOut, answersOf(kind, chosen, random)));
    const place = path.join(folder, 'submitted', id, lesson);
    const at = new Date(FIRST_HAND_IN + Math.floor(random() * HOURS) * 3_600_000);
    // Spread over the class; each kind of damage in turn.
    const damage = isSpread(n, students, broken)
      ? Object.keys(MANGLED)[(counts.mangled ?? 0) % 6]
      : undefined;
    const told = damage === undefined ? kind : 'mangled';
    counts[told] = (counts[told] ?? 0) + 1;
    fs.mkdirSync(place, { recursive: true });
    fs.writeFileSync(
      path.join(place, `${lesson}.ipynb`),
      damage === undefined ? text : MANGLED[damage](text),
    );
    fs.writeFileSync(
      path.join(place, 'timestamp.txt'),
      `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC\n`,
    );
  }
  fs.writeFileSync(
    path.join(folder, 'roster.csv'),
    `${roster.join('\n')}\nabsent,Nobody,Nemo,absent@example.org\n`,
  );
  return counts;
}

/** Whether the n-th of `total` is one of `count` that are spread evenly. */
const isSpread = (n, total, count) => Math.floor(((n + 1) * count) / total) > Math.floor((n * count) / total);

function kindOf(chance, shares) {
  let sum = 0;
  for (const [kind, share] of Object.entries(shares)) if (chance < (sum += share)) return kind;
  return 'right';
}

function filledIn(notebook, written) {
  const cells = notebook.cells.map((cell) => {
    const source = written[cell.metadata.blossom?.task];
    return source === undefined ? cell : { ...cell, source };
  });
  return { ...notebook, cells };
}

const quoted = (text) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function main() {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { students: { type: 'string' }, lesson: { type: 'string' }, seed: { type: 'string' } },
  });
  const [folder, ...others] = positionals;
  if (folder === undefined || others.length > 0) {
    throw new SetupError(
      'Name one folder: node scripts/demo-class.js FOLDER [--students 50] [--lesson 00-journey] [--seed 1]',
    );
  }
  if (fs.existsSync(path.join(folder, 'submitted')))
    throw new SetupError(
      `${folder} has a class already: name another folder, or remove ${folder}/submitted.`,
    );
  const { lesson } = values;
  const counts = makeClass(folder, {
    students: Number(values.students ?? 50),
    seed: Number(values.seed ?? 1),
    ...(lesson === undefined ? {} : { lesson }),
  });
  console.log(
    `${folder}/roster.csv and ${folder}/submitted are there: ${Object.entries(counts)
      .map(([kind, n]) => `${n} ${kind}`)
      .join(', ')}.`,
  );
}

if (require.main === module) {
  try {
    main();
  } catch (error) {
    report(error);
  }
}

module.exports = { makeClass };
