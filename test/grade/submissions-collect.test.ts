/** `collect`: any layout becomes <student_id>/<lesson>.ipynb, twice is once, and nothing is lost. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { collectText } from 'kernel-lib/dist/cli/collect.js';
import { collect, type CollectReport } from 'kernel-lib/dist/grade/submissions/collect.js';
import type { RosterStudent } from 'kernel-lib/dist/grade/submissions/roster.js';
import { root as repository } from '../support/paths.js';
import { makeCourse } from './course.js';
import {
  DOUBLE_ALL,
  LESSON,
  MEAN,
  notebook,
  readAll,
  sourceOf,
  temporary,
  write,
  zip,
  type Json,
} from './hand-ins.js';

const FILE = `${LESSON}.ipynb`;
const person = (student_id: string, first_name: string, last_name: string): RosterStudent => ({
  student_id,
  first_name,
  last_name,
  email: '',
});
const ROSTER = [
  person('s1', 'Ada', 'Lovelace'),
  person('s2', 'Alan', 'Turing'),
  person('s3', 'Grace', 'Hopper'),
];

describe('collect', () => {
  let root: string;
  let json: Json;
  let other: Json;
  before(async () => {
    root = makeCourse();
    json = await notebook(root);
    other = await notebook(root, { 'double-all': DOUBLE_ALL.replace('n * 2', 'n + n'), mean: MEAN });
  });
  after(() => rmSync(root, { recursive: true }));

  const files = (out: string) =>
    readdirSync(out, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(out.length + 1))
      .sort();
  const moodle = (name: string, content: unknown, mtime: Date) =>
    zip({ [`${name}_12345_assignsubmission_file_/homework.ipynb`]: content }, { mtime });

  it('brings Moodle, Canvas and a folder together under their student_ids, and lists who is missing or unknown', async () => {
    const day = new Date(2026, 10, 24, 10, 0, 0);
    const sources = write({
      'moodle.zip': await moodle('Ada Lovelace', json, day),
      'canvas.zip': await zip({ [`turingalan_LATE_2_3_${FILE}`]: json, [`unknownone_5_6_${FILE}`]: json }),
      [`mail/nobody/${FILE}`]: other,
    });
    const out = join(temporary(), 'submissions');
    const named = ['moodle.zip', 'canvas.zip', 'mail'].map((name) => join(sources, name));
    const report = await collect(named, { root, out, roster: ROSTER });
    assert.deepEqual(files(out), [
      'collected.json',
      `nobody/${FILE}`,
      `s1/${FILE}`,
      `s2/${FILE}`,
      `unknownone_5/${FILE}`,
    ]);
    assert.deepEqual(report.missing, [{ lesson: LESSON, student_id: 's3' }]);
    assert.deepEqual(report.unknown.map(({ name }) => name).sort(), ['nobody', 'unknownone_5']);
    assert.deepEqual(JSON.parse(readFileSync(join(out, 's1', FILE), 'utf8')), json);
    const text = collectText(report, out);
    assert.match(text, /Nothing handed in \(1\):\n {2}s3, 00-demo/);
    assert.match(text, /not known by the roster \(\d\):[^]*nobody: nobody on the roster has this name/);
    const collected = JSON.parse(readFileSync(join(out, 'collected.json'), 'utf8')) as Json;
    assert.equal(collected.files.find((one: Json) => one.student === 's1').submittedAt, day.toISOString());
    const s2 = (await readAll(root, out)).find(({ student }) => student === 's2')!;
    assert.ok(s2.warnings.includes('Canvas marks it as late.'));
  });

  it('run twice changes nothing, and what is graded from it is what was handed in', async () => {
    const sources = write({
      'moodle.zip': await moodle('Ada Lovelace', json, new Date(2026, 10, 24, 10, 0, 0)),
      [`s2/${FILE}`]: '{"cells"',
    });
    const out = temporary();
    const named = [join(sources, 'moodle.zip'), join(sources, 's2')];
    const first = await collect(named, { root, out, roster: ROSTER });
    const state = () =>
      files(out).map((file) => [
        file,
        statSync(join(out, file)).mtimeMs,
        readFileSync(join(out, file), 'utf8'),
      ]);
    const before = state();
    const second = await collect(named, { root, out, roster: ROSTER });
    assert.deepEqual(state(), before);
    assert.equal(first.written.length, 2);
    assert.deepEqual([second.written.length, second.unchanged.length], [0, 2]);
    const graded = await readAll(root, out);
    assert.deepEqual(
      graded.map(({ student, unreadable }) => [student, unreadable !== undefined]),
      [
        ['s1', false],
        ['s2', true],
      ],
    );
    assert.equal(graded[0]!.submittedAt, new Date(2026, 10, 24, 10, 0, 0).toISOString());
    assert.equal(graded[0]!.hash, (await readAll(root, join(sources, 'moodle.zip')))[0]!.hash);
    assert.match(graded[0]!.warnings.join(), /The file is called "homework.ipynb"/);
  });

  const again = async (first: [unknown, Date], second: [unknown, Date], between?: (out: string) => void) => {
    const out = temporary();
    const bring = async ([content, mtime]: [unknown, Date]): Promise<CollectReport> => {
      const sources = write({ 'moodle.zip': await moodle('Ada Lovelace', content, mtime) });
      return collect([join(sources, 'moodle.zip')], { root, out, roster: ROSTER });
    };
    await bring(first);
    between?.(out);
    const report = await bring(second);
    const [one] = await readAll(root, out);
    return { report, source: one!.unreadable === undefined ? sourceOf(one!, 'double-all') : undefined };
  };
  const monday = new Date(2026, 10, 23, 10, 0, 0);
  const tuesday = new Date(2026, 10, 24, 10, 0, 0);

  it('a later hand-in takes the place of an earlier one, an earlier one does not', async () => {
    const later = await again([other, monday], [json, tuesday]);
    assert.equal(later.source, DOUBLE_ALL);
    const earlier = await again([json, tuesday], [other, monday]);
    assert.equal(earlier.source, DOUBLE_ALL);
    assert.match(earlier.report.kept[0]!.reason, /it was handed in later \(2026-11-24/);
  });

  it('the same file found again where nobody dated it keeps its time', async () => {
    const sources = write({
      'moodle.zip': await moodle('Ada Lovelace', json, monday),
      [`unzipped/Ada Lovelace_12345_assignsubmission_file_/homework.ipynb`]: json,
    });
    const out = temporary();
    await collect([join(sources, 'moodle.zip')], { root, out, roster: ROSTER });
    await collect([join(sources, 'unzipped')], { root, out, roster: ROSTER });
    assert.equal((await readAll(root, out))[0]!.submittedAt, monday.toISOString());
  });

  it('a copy that somebody changed is left alone', async () => {
    const { report, source } = await again([other, monday], [json, tuesday], (out) =>
      writeFileSync(join(out, 's1', FILE), JSON.stringify(other, null, 3)),
    );
    assert.match(source!, /n \+ n/);
    assert.match(report.kept[0]!.reason, /not as it was collected/);
  });

  it("what cannot be copied is remembered with its reason, and takes no one's place", async () => {
    const sources = write({ 's3/report.pdf': 'x', [`s1/${FILE}`]: json });
    const out = temporary();
    const report = await collect([sources], { root, out, roster: ROSTER });
    assert.deepEqual(files(out), ['collected.json', `s1/${FILE}`]);
    assert.deepEqual(report.missing, [{ lesson: LESSON, student_id: 's2' }]);
    const s3 = (await readAll(root, out)).find(({ student }) => student === 's3')!;
    assert.match(s3.unreadable!, /There is no notebook \(\.ipynb\): there is "report\.pdf"/);
    const empty = write({ 's1/report.pdf': 'x' });
    await collect([empty], { root, out, roster: ROSTER });
    assert.equal(sourceOf((await readAll(root, out))[0]!, 'double-all'), DOUBLE_ALL);
  });

  it('refuses to write into what it reads, and escapes names that no system allows', async () => {
    const sources = write({ [`a:b?/${FILE}`]: json });
    await assert.rejects(
      collect([sources], { root, out: join(sources, 'out') }),
      /lies in .*choose a folder elsewhere/,
    );
    await assert.rejects(collect([sources], { root, out: sources }), /lies in/);
    const out = temporary();
    await collect([sources], { root, out });
    assert.deepEqual(files(out), [`a%3Ab%3F/${FILE}`, 'collected.json']);
  });

  it('is a word of the command line, for a lesson by its number', () => {
    const folder = write({ 'roster.csv': 'student_id\ns1\ns2\n', 'bad.csv': 'name\nAda\n' });
    mkdirSync(join(folder, 'in', 's1'), { recursive: true });
    copyFileSync(join(repository, 'exercises', '00-journey.ipynb'), join(folder, 'in/s1/any.ipynb'));
    const blossom = (...words: string[]) => {
      const bin = join(repository, 'kernel-lib', 'bin', 'blossom.js');
      return spawnSync(process.execPath, [bin, 'collect', 'in', ...words], { cwd: folder, encoding: 'utf8' });
    };
    const { stdout, status } = blossom('--roster', 'roster.csv', '--lesson', '00', '--json');
    const report = JSON.parse(stdout) as CollectReport;
    assert.equal(status, 0);
    assert.deepEqual(report.missing, [{ lesson: '00-journey', student_id: 's2' }]);
    assert.deepEqual(files(join(folder, 'submissions')), ['collected.json', 's1/00-journey.ipynb']);
    assert.equal(report.written[0]!.from, 'in/s1/any.ipynb');
    const bad = blossom('--roster', 'bad.csv');
    assert.equal(bad.status, 1);
    assert.match(bad.stderr, /bad\.csv, line 1: the columns must be student_id/);
  });
});
