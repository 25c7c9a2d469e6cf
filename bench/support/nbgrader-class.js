/**
 * The same class for nbgrader, in Python on ipykernel: an answer to each task, and a test cell with its visible cases.
 * Our own kernel would make nbgrader several times slower: it checks types, and nbgrader starts it anew for each student.
 */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { spawnSync } = require('node:child_process');
const { pythonIn, testEnvironment } = require('../../scripts/setup/paths.js');

const LIMIT = 170_000;

/** Compares as a check does: lists element by element. */
const COMPARE = `def flat(value):
    return [x for item in value for x in flat(item)] if isinstance(value, list) else [value]

def same(came, expected):
    a, b = flat(came), flat(expected)
    assert len(a) == len(b) and all(abs(x - y) <= 1e-4 * max(1, abs(y)) for x, y in zip(a, b))`;

/** The tasks' answers in plain Python. A tensor is a list of rows: that is less work than tfjs has. */
const ANSWERS = {
  tensors: `def elementAt(values, shape, index):
    place = 0
    for size, at in zip(shape, index):
        place = place * size + at
    return values[place]

def transposed(values, rows, columns):
    return [values[i * columns + j] for j in range(columns) for i in range(rows)]`,
  broadcasting: `def squaredDistances(a, b):
    return [[sum((x - y) ** 2 for x, y in zip(p, q)) for q in b] for p in a]`,
  softmax: `from math import exp

def softmax(z):
    powers = [exp(score - max(z)) for score in z]
    return [power / sum(powers) for power in powers]`,
  'cross-entropy': `from math import exp, log

def crossEntropy(logits, targets):
    asked = [(row, target) for row, target in zip(logits, targets) if target != -1]
    losses = [max(row) + log(sum(exp(z - max(row)) for z in row)) - row[target] for row, target in asked]
    return sum(losses) / len(losses) if losses else 0`,
  'gradient-by-hand': `from math import exp

def crossEntropyGradient(logits, targets):
    asked = sum(target != -1 for target in targets)
    result = []
    for row, target in zip(logits, targets):
        powers = [exp(z - max(row)) for z in row]
        total = sum(powers)
        result.append([0 if target == -1 else (p / total - (j == target)) / asked for j, p in enumerate(powers)])
    return result`,
};

/** A value of a case as Python. */
function literal(value) {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (value?.constructor.name === 'TensorValue') return literal(rowsOf([...value.values], value.shape));
  if (value === -Infinity) return "float('-inf')";
  if (typeof value === 'number') return String(value);
  throw new Error(`No Python for ${JSON.stringify(value)}.`);
}

function rowsOf(values, [size, ...rest]) {
  if (rest.length === 0) return values;
  const step = values.length / size;
  return Array.from({ length: size }, (_, row) => rowsOf(values.slice(row * step, (row + 1) * step), rest));
}

function notebookOf(tasks) {
  const solution = { grade: false, locked: false, solution: true };
  const cells = tasks.flatMap(({ task, points, cases }) => [
    codeCell(task, ANSWERS[task], solution),
    codeCell(
      `test-${task}`,
      cases
        .map(
          ({ call, args, expected }) =>
            `same(${call}(${args.map(literal).join(', ')}), ${literal(expected)})`,
        )
        .join('\n'),
      { grade: true, locked: true, solution: false, points },
    ),
  ]);
  return JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' } },
    cells: [codeCell('compare', COMPARE), ...cells],
  });
}

const codeCell = (id, source, flags) => ({
  ...{ cell_type: 'code', id, source, outputs: [], execution_count: null },
  metadata:
    flags === undefined ? {} : { nbgrader: { schema_version: 3, task: false, grade_id: id, ...flags } },
});

/** Makes the nbgrader course: the assignment, and one submission of each student. */
function makeCourse(folder, lesson, tasks, students) {
  const text = notebookOf(tasks);
  for (const place of [['source'], ...students.map((student) => ['submitted', student])]) {
    const file = path.join(folder, ...place, lesson, `${lesson}.ipynb`);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
  nbgrader(folder, 'generate_assignment', lesson, '--create');
}

/** Runs nbgrader in its course; throws with its last words where it fails. */
function nbgrader(folder, ...words) {
  const python = pythonIn(testEnvironment);
  const ran = spawnSync(python, ['-m', 'nbgrader', ...words], {
    cwd: folder,
    encoding: 'utf8',
    timeout: LIMIT,
    env: {
      ...process.env,
      JUPYTER_CONFIG_DIR: folder,
      IPYTHONDIR: folder,
      PYDEVD_DISABLE_FILE_VALIDATION: '1',
      PATH: `${path.dirname(python)}${path.delimiter}${process.env.PATH}`,
    },
  });
  if (ran.status === 0) return;
  const said = ran.stderr.trim().split('\n').slice(-3).join(' ');
  throw new Error(`nbgrader ${words.join(' ')} ended with ${ran.status ?? ran.signal}: ${said}`);
}

/** Points of each student, from nbgrader's own export: whether it really graded. */
function scores(folder) {
  nbgrader(folder, 'export', '--to', path.join(folder, 'grades.csv'));
  const [head, ...rows] = fs.readFileSync(path.join(folder, 'grades.csv'), 'utf8').trim().split('\n');
  const at = head.split(',').indexOf('score');
  return rows.map((row) => Number(row.split(',')[at]));
}

module.exports = { makeCourse, nbgrader, scores };
