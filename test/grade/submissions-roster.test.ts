/** The class list: read as spreadsheets write it, with errors that name the line; and whom a name means. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { parseCsv } from 'kernel-lib/dist/grade/submissions/csv.js';
import { identify, readRoster } from 'kernel-lib/dist/grade/submissions/roster.js';
import { write } from './hand-ins.js';

const HEADER = 'student_id,last_name,first_name,email\n';
const read = (content: string | Uint8Array) =>
  readRoster(join(write({ 'roster.csv': content }), 'roster.csv'));

describe('a table as CSV', () => {
  const fields = (text: string) => parseCsv(text, 'x.csv').map((row) => row.fields);

  it('has quotes, commas and line ends in quotes, and three kinds of line ends', () => {
    assert.deepEqual(fields('a,"b ""x"", c"\r\n"1\r\n2",\r,\n\nlast'), [
      ['a', 'b "x", c'],
      ['1\n2', ''],
      ['last'],
    ]);
    assert.deepEqual(fields(''), []);
    assert.deepEqual(fields('a;b\n1;"2,3"'), [
      ['a', 'b'],
      ['1', '2,3'],
    ]);
    assert.deepEqual(fields('a\tb\tc,d'), [['a', 'b', 'c,d']]);
  });

  it('knows the line on which each row begins, and names that of a mistake', () => {
    const lines = parseCsv('a\n"b\nc"\n\nd', 'x.csv').map((row) => row.line);
    assert.deepEqual(lines, [1, 2, 5]);
    assert.throws(
      () => parseCsv('a\nb,"c\nd', 'x.csv'),
      /x\.csv, line 2: a quote is opened and never closed/,
    );
    assert.throws(
      () => parseCsv('a\n"b"c,d\n', 'x.csv'),
      /x\.csv, line 2: there is text behind a closing quote/,
    );
  });
});

describe('the roster', () => {
  it('is read in its order, whatever the order of the columns, with a byte-order mark or as UTF-16', async () => {
    const text = 'email,student_id,group,last_name,first_name\nada@x.org,s1,A,"Lovelace, Countess",Ada\n';
    const wanted = [
      { student_id: 's1', last_name: 'Lovelace, Countess', first_name: 'Ada', email: 'ada@x.org' },
    ];
    assert.deepEqual(await read(`\uFEFF${text}`), wanted);
    assert.deepEqual(await read(Buffer.from(`\uFEFF${text}`, 'utf16le')), wanted);
    assert.deepEqual(await read('Student_ID\n=1+1\n'), [
      { student_id: '=1+1', last_name: '', first_name: '', email: '' },
    ]);
  });

  it('names the line of each mistake', async () => {
    await assert.rejects(read('id,name\n'), /line 1: the columns must be student_id,.*; there is id, name/);
    await assert.rejects(read(''), /line 1: the columns must be .*; there is nothing/);
    await assert.rejects(
      read(`${HEADER}s1,a,b,c\ns2,a,b\n`),
      /line 3: there are 3 fields, the first line has 4/,
    );
    await assert.rejects(
      read(`${HEADER}s1,a,b,c\n\nS1,a,b,c\n`),
      /line 4: the student_id "S1" stands in line 2/,
    );
    await assert.rejects(read(`${HEADER},a,b,c\n`), /line 2: the student_id is empty/);
    for (const id of ['../x', 'a\\b', '.git', '..']) {
      await assert.rejects(
        read(`${HEADER}${id},a,b,c\n`),
        /line 2: the student_id .* cannot be the name of a folder/,
      );
    }
    await assert.rejects(
      read(Buffer.from(`${HEADER}s1,Gr\u00fcn,b,c\n`, 'latin1')),
      /neither UTF-8 nor UTF-16/,
    );
    await assert.rejects(readRoster('/nowhere.csv'), /Cannot read \/nowhere\.csv: there is no such file/);
  });

  it('tells whom a name means, and does not guess between two', () => {
    const student = (student_id: string, first_name: string, last_name: string, email = '') => ({
      student_id,
      first_name,
      last_name,
      email,
    });
    const roster = [
      student('s1', 'Ada', 'Lovelace', 'ada@x.org'),
      student('s2', 'Zo\u00eb', "O'Neill-Smith"),
      student('s3', '雷', '李'),
      student('s4', 'Alan', 'Turing', 'at@x.org'),
      student('s5', 'Alan', 'Turing'),
    ];
    const who = (name: string) => identify(name, roster);
    for (const name of [
      's1',
      'S1',
      'ada',
      'ADA@x.org',
      'homework-1-s1',
      'Ada Lovelace_12345',
      'lovelaceada_12',
    ]) {
      assert.deepEqual(who(name), { student_id: 's1', matches: 1 }, name);
    }
    assert.equal(who('oneillsmithzoe_7').student_id, 's2');
    assert.equal(who('李 雷_7').student_id, 's3');
    assert.deepEqual(who('Alan Turing_1'), { matches: 2 });
    assert.equal(who('at').student_id, 's4');
    assert.deepEqual(who('_123'), { matches: 0 });
    assert.deepEqual(who('nobody'), { matches: 0 });
  });
});
