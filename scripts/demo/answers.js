/** Answers that a class could write: right ones, wrong ones, some that crash, all from the course's own files. */
'use strict';

const fs = require('node:fs');
const path = require('node:path');

const CRASHES = [
  "throw new Error('I forgot a bracket somewhere.');",
  'process.exit(0);',
  'const room: number[][] = []; for (;;) room.push(new Array<number>(100_000).fill(1));',
];

/** For each task of the lesson its stub, the right sources and the wrong ones. */
function readAnswers(root, lesson) {
  const library = (file) => require(path.join(__dirname, '..', '..', 'kernel-lib', 'dist', file));
  const { scriptToNotebook } = library('notebook/convert.js');
  const { parsePercent } = library('notebook/percent.js');
  const { taskCells } = library('grade/tasks.js');
  const script = path.join(root, 'solutions', `${lesson}.ts`);
  const parsed = parsePercent(fs.readFileSync(script, 'utf8'), script);
  const handedOut = scriptToNotebook(parsed, { path: script, stubs: true });
  const solved = taskCells(scriptToNotebook(parsed, { path: script }));
  const tasks = solved.map(({ task, source }) => {
    const folder = path.join(root, 'solutions', lesson, task);
    const head = `// task: ${task}\n`;
    const read = (kind) =>
      sourcesIn(path.join(folder, kind)).map((text) => (text.startsWith(head) ? text : head + text));
    return { task, right: [withoutMarkers(source), ...read('alternatives')], wrong: read('wrong') };
  });
  return { handedOut, tasks };
}

function sourcesIn(folder) {
  if (!fs.existsSync(folder)) return [];
  const names = fs.readdirSync(folder).filter((name) => name.endsWith('.ts'));
  return names.sort().map((name) => fs.readFileSync(path.join(folder, name), 'utf8'));
}

const withoutMarkers = (source) =>
  source
    .split('\n')
    .filter((line) => !/^\s*\/\/ (BEGIN|END) SOLUTION\s*$/.test(line))
    .join('\n');

/**
 * What one student wrote, by task; a task that is missing is left as it was handed out.
 * @param kind - right, partial, wrong, crashing or empty.
 */
function answersOf(kind, tasks, random) {
  const pick = (list) => list[Math.floor(random() * list.length)];
  const written = {};
  for (const { task, right, wrong } of tasks) {
    const chance = random();
    const source = {
      right: () => pick(right),
      wrong: () => (wrong.length > 0 ? pick(wrong) : undefined),
      partial: () =>
        chance < 0.6 ? pick(right) : chance < 0.8 && wrong.length > 0 ? pick(wrong) : undefined,
      crashing: () => pick(right),
      empty: () => undefined,
    }[kind]();
    if (source !== undefined) written[task] = source;
  }
  if (kind === 'crashing') {
    const { task } = pick(tasks);
    written[task] = `// task: ${task}\n${pick(CRASHES)}\n`;
  }
  return written;
}

module.exports = { readAnswers, answersOf };
