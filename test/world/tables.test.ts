/** Broken tables: each is refused with its file, its line, and what to do. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from 'kernel-lib/dist/errors.js';
import type { TableName } from 'kernel-lib/dist/world/tables/columns.js';
import { loadTables, readSources, readTables, worldFolder } from 'kernel-lib/dist/world/tables/load.js';
import { createWorld } from 'kernel-lib/dist/world/world.js';

const sources = readSources();

/** The course's tables with one of them changed. */
function withTable(name: TableName, change: (text: string) => string) {
  const text = change(sources[name].text);
  assert.notEqual(text, sources[name].text, `the change of ${name} changed nothing`);
  return { ...sources, [name]: { path: `${name}.tsv`, text } };
}

/** The line (from 1) of the first line that has a text. */
const lineOf = (text: string, part: string) => text.split('\n').findIndex((line) => line.includes(part)) + 1;

/** Replaces a part, and expects an error at its line. */
function refuses(name: TableName, part: string, by: string, message: RegExp, offset = 0): void {
  const line = lineOf(sources[name].text, part) + offset;
  const changed = withTable(name, (text) => text.replace(part, by));
  assert.throws(
    () => readTables(changed),
    (thrown: unknown) => {
      assert.ok(thrown instanceof UserError, String(thrown));
      assert.match(thrown.message, message);
      assert.ok(
        thrown.message.startsWith(`${name}.tsv:${line}: `),
        `${thrown.message} does not begin with line ${line}`,
      );
      return true;
    },
  );
}

describe('world: tables', () => {
  it('are found from a folder of the course, and from the library itself', () => {
    assert.equal(worldFolder(join(__dirname)), worldFolder());
    assert.equal(worldFolder(tmpdir()), worldFolder(), 'outside of the course: those beside the library');
    assert.equal(loadTables(), loadTables(), 'read once');
  });

  it('say so where a table is missing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'world-'));
    try {
      assert.throws(
        () => createWorld({ tables: folder }),
        /Cannot read the table .*names\.tsv: there is no such file/,
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('are read with any line end, comments, and a byte-order mark', () => {
    const windows = Object.fromEntries(
      Object.entries(sources).map(([name, { path, text }]) => [
        name,
        { path, text: `\uFEFF${text.replaceAll('\n', '\r\n')}\r\n# end\r\n` },
      ]),
    ) as typeof sources;
    assert.deepEqual(readTables(windows), readTables(sources));
  });

  it('refuse a wrong shape', () => {
    refuses(
      'things',
      'class\tid\ten\tzh',
      'class\tid\ten',
      /the column "zh" is missing; its columns are class, id, en, zh/,
    );
    refuses('things', 'class\tid\ten\tzh', 'class\tid\ten\tzh\tcolour', /there is no column "colour"/);
    refuses('things', 'class\tid\ten\tzh', 'class\tid\ten\tzh\tid', /the column "id" stands twice/);
    refuses('things', 'dorm\tjade\tJade\t碧玉', 'dorm\tjade\tJade', /3 columns, 4 expected/);
    refuses('things', 'dorm\tjade\tJade\t碧玉', 'dorm jade Jade 碧玉', /1 columns.*spaces do not separate/);
    refuses('things', 'dorm\tjade\tJade\t碧玉', 'dorm\tjade\t\t碧玉', /the column "en" is empty/);
    refuses('things', '碧玉', '碧\uFFFD', /is not UTF-8/);
    assert.throws(
      () => readTables(withTable('pairs', () => '# nothing\n')),
      /pairs\.tsv: the table has no rows/,
    );
  });

  it('refuse ids that are taken, odd or unknown', () => {
    refuses(
      'things',
      'dorm\tjade\tJade',
      'dorm\tcoral\tJade',
      /the thing "dorm coral" stands already in line \d+/,
      2,
    );
    refuses(
      'things',
      'dorm\tjade\tJade',
      'dorm\tJade Hall\tJade',
      /the id "Jade Hall" may have small letters/,
    );
    refuses(
      'names',
      'family\twang\tWang\t王',
      'family\twang2\tZhao\t王',
      /"family Zhao" stands already in line \d+/,
    );
    refuses(
      'names',
      'given\tmeilin\tMeilin\t美琳\tf',
      'given\tmeilin\tMeilin\t美琳\tx',
      /gender is "x"; it must be one of f, m/,
    );
    refuses(
      'names',
      'given\tmeilin\tMeilin\t美琳',
      'given\tmeilin\t美琳\t美琳',
      /the English form "美琳" has Chinese characters/,
    );
    refuses(
      'facts',
      'dorm-district\tmaple',
      'dorm-district\tmapel',
      /subject "mapel" is no dorm of things.tsv/,
    );
    const joined = withTable('names', (text) =>
      text
        .replace('family\tqian\tQian\t钱', 'family\tqian\tQian\t赵美')
        .replace('Meiyun\t美云', 'Meiyun\t琳'),
    );
    assert.throws(
      () => readTables(joined),
      /names\.tsv:\d+: qian and meiyun make 赵美琳, as zhao and meilin do/,
    );
    refuses('facts', 'dorm-district\tmaple', 'dorm-distrikt\tmaple', /"dorm-distrikt" is no attribute/);
    refuses(
      'facts',
      'dorm-district\tmaple',
      'dorm-district\tcedar',
      /"dorm-district of cedar" stands already/,
      1,
    );
    refuses(
      'patterns',
      'dorm\ten\t{name} lives',
      'drom\ten\t{name} lives',
      /attribute "drom" is no attribute of attributes.tsv/,
    );
    refuses(
      'patterns',
      'dorm\ten\t{name} lives',
      'dorm\tfr\t{name} lives',
      /language is "fr"; it must be one of en, zh/,
    );
    refuses(
      'attributes',
      'dorm\tperson\tdorm',
      'dorm\tperson\tdorms',
      /value "dorms" is no class of things.tsv/,
    );
    refuses('lexicon', 'season\tzh\t春季\tspring', 'season\tzh\t春季\tsprung', /id "sprung" is no season/);
  });

  it('refuse patterns that would make a bad sentence or a bad blank', () => {
    const part = '{name} lives in {value} Hall.';
    refuses('patterns', part, '{name} lives in Maple Hall.', /text has no \{value\}/);
    refuses(
      'patterns',
      part,
      '{name} lives in {hall} Hall, {value}.',
      /unknown gap \{hall\}; it may have \{name\}, \{value\}/,
    );
    refuses('patterns', part, '{name} lives in {value} {value}.', /text has \{value\} twice/);
    refuses('patterns', part, '{name} lives in {value Hall.', /has a brace that belongs to no gap/);
    refuses('patterns', part, '{name} lives in  {value} Hall.', /two spaces in a row/);
    refuses('patterns', part, '{name} lives in {value} Hall', /does not end a sentence/);
    refuses('patterns', part, '{name} lives in {value} Hall。', /Chinese punctuation/);
    refuses(
      'patterns',
      part,
      '{name} likes {value} Hall.',
      /"X likes " does not name its attribute before the value; use one of its cues there: lives, room/,
    );
    refuses('patterns', '{name}住在{value}楼。', '{name}在{value}楼。', /"X在" does not name its attribute/);
    refuses('patterns', '{name}住在{value}楼。', '{name}住在{value}楼.', /has English punctuation/);
    refuses(
      'patterns',
      'The {value} department knows {name} well.',
      '{value} knows {name} well.',
      /would write "physics" with a capital/,
    );
    refuses('patterns', part, '{name} has a room in {value} Hall.', /stands already in line/, 1);
  });

  it('refuse too few patterns, values that are too long, cues that do not tell apart', () => {
    const line = lineOf(sources.attributes.text, 'dorm\tperson');
    const fewer = (drop: RegExp) =>
      withTable('patterns', (text) =>
        text
          .split('\n')
          .filter((row) => !drop.test(row))
          .join('\n'),
      );
    const attributes = sources.attributes.path;
    const at = new RegExp(`^${attributes.replaceAll('.', '\\.')}:${line}: `);
    const throwsAt = (made: typeof sources, message: RegExp) =>
      assert.throws(
        () => readTables(made),
        (thrown: Error) => at.test(thrown.message) && message.test(thrown.message),
      );
    throwsAt(fewer(/^dorm\ten\t.*(lives|room|dorm|moved)/), /"dorm" has \d patterns in en; at least 6/);
    throwsAt(fewer(/^dorm\tzh\t\{value\}/), /"dorm" has \d of \d patterns in zh with \{value\} first; half/);
    throwsAt(
      withTable('things', (text) => text.replace('dorm\tjade\tJade', 'dorm\tjade\tJade and Silver')),
      /its value "jade" .* is too long/,
    );
    const question = withTable('questions', (text) =>
      text
        .split('\n')
        .filter((row) => !row.startsWith('dorm\ten\tWhere'))
        .join('\n'),
    );
    throwsAt(question, /"dorm" has 1 questions in en; at least 2/);
    refuses(
      'attributes',
      'lives/room/dorm/moved',
      'lives/room/dorm/studies',
      /the cue "studies" is one of "dorm" too/,
      -1,
    );
  });

  it('refuse sentences, chains, jobs, raters and tones that do not fit', () => {
    refuses(
      'sentences',
      'Water freezes at [0] °C.',
      'Water freezes at 0 °C.',
      /needs one answer in \[square brackets\]/,
    );
    refuses(
      'sentences',
      'Water freezes at [0] °C.',
      'At 0 °C, water has [0] °C.',
      /says its answer "0" outside of the brackets/,
    );
    refuses(
      'chains',
      'dorm\tdorm-district\ten',
      'club\tdorm-district\ten',
      /"club" leads to a club, but "dorm-district" is about a dorm/,
    );
    refuses(
      'job-patterns',
      'The {job} said that {they} was tired.',
      'The {job} was tired.',
      /needs \{job\} first, and then one of/,
    );
    refuses(
      'raters',
      'gold\tthe gold standard\t标准答案\t1',
      'gold\tthe gold standard\t标准答案\tmuch',
      /correct is "much"; it must be a number from -10 to 10/,
    );
    refuses(
      'tones',
      'polite\topening\ten\tWith pleasure.',
      'polite\tending\ten\tWith pleasure.',
      /place is "ending"; it must be one of opening/,
    );
    refuses(
      'refusals',
      'unknown\ten\tI do not know anybody called {name}.',
      'unknown\ten\tI do not know.',
      /text has no \{name\}/,
    );
    refuses(
      'pairs',
      'The flower open in spring.',
      'The flower opens in spring.',
      /good and bad are the same sentence/,
    );
  });
});
