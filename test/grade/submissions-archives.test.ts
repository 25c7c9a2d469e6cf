/** Archives and files that mean harm, or are simply too large: refused with a sentence, and the rest goes on. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { makeCourse } from './course.js';
import { LESSON, MEAN, notebook, readAll, sourceOf, write, zip, type Json } from './hand-ins.js';

const FILE = `${LESSON}.ipynb`;

describe('an archive that is handed in', () => {
  let root: string;
  let json: Json;
  before(async () => {
    root = makeCourse();
    json = await notebook(root);
  });
  after(() => rmSync(root, { recursive: true }));

  const read = async (bytes: Uint8Array, notices: string[] = []) =>
    readAll(root, write({ 's1.zip': bytes, [`s2/${FILE}`]: json }), { notices });

  it('never leads out of itself: parent folders, absolute names, drives, zero bytes', async () => {
    const rename = {
      'QQ/QQ/': '../../',
      'ABSOLUTE/': '/abs/dir/',
      'C_drive/': 'C:drive/',
      'zero/': 'z\0ro/',
      back_back_: '..\\back\\__',
    };
    const files = Object.keys(rename).map((name) => [`${name}evil.ipynb`, json] as const);
    const bytes = await zip({ ...Object.fromEntries(files), [FILE]: json }, { rename });
    const folder = write({ 's1.zip': bytes });
    const [one, ...none] = await readAll(root, folder);
    assert.deepEqual(none, []);
    assert.equal(sourceOf(one!, 'mean'), MEAN);
    const said = one!.warnings.filter((sentence) => sentence.endsWith('it was left out.'));
    assert.equal(said.length, 5);
    assert.equal(said.filter((sentence) => /leads out of the archive/.test(sentence)).length, 2);
    assert.equal(said.filter((sentence) => /absolute name/.test(sentence)).length, 2);
    assert.equal(said.filter((sentence) => /zero byte/.test(sentence)).length, 1);
    assert.deepEqual(readdirSync(folder), ['s1.zip']);
    assert.ok(!existsSync(join(folder, '..', 'evil.ipynb')));
  });

  it('a link in an archive is not followed', async () => {
    const [one, two] = await read(await zip({ [FILE]: '/etc/passwd' }, { mode: 0o120777 }));
    assert.equal(one!.unreadable, `"s1.zip/${FILE}" is a symbolic link; links are not followed.`);
    assert.equal(sourceOf(two!, 'mean'), MEAN);
  });

  it('a bomb is refused by its ratio before it is unpacked, and by what comes out where its sizes lie', async () => {
    const zeros = Buffer.alloc(20 * 1024 * 1024, ' ');
    const [one] = await read(await zip({ [FILE]: zeros }));
    assert.match(one!.unreadable!, /unpacks to more than 200 times its size; it was not unpacked/);
    const bytes = await zip({ [FILE]: zeros });
    const size = Buffer.alloc(4);
    size.writeUInt32LE(zeros.length);
    const small = Buffer.alloc(4);
    small.writeUInt32LE(1000);
    const lying = Buffer.from(
      bytes.toString('latin1').replaceAll(size.toString('latin1'), small.toString('latin1')),
      'latin1',
    );
    assert.notDeepEqual(lying, bytes);
    const [two] = await read(lying);
    assert.match(two!.unreadable!, /cannot be unpacked \(too many bytes in the stream/);
  });

  it('archives inside of archives have an end', async () => {
    const inner = await zip({ [FILE]: json });
    const [one] = await read(await zip({ 'work.zip': inner }));
    assert.equal(sourceOf(one!, 'mean'), MEAN);
    const [two] = await read(await zip({ 'a.zip': await zip({ 'b.zip': inner }) }));
    assert.match(
      two!.unreadable!,
      /"s1.zip\/a.zip\/b.zip" is an archive inside of archives; it was not opened/,
    );
  });

  it('a damaged, a truncated, an empty and a locked archive are unreadable, and the others go on', async () => {
    const bytes = await zip({ [FILE]: json });
    for (const bad of [Buffer.from('no zip'), bytes.subarray(0, bytes.length - 30), Buffer.alloc(0)]) {
      const [one, two] = await read(bad);
      assert.match(one!.unreadable!, /"s1.zip" is no zip file that can be read \(.*\); pack it anew/);
      assert.equal(sourceOf(two!, 'mean'), MEAN);
    }
    const flipped = Buffer.from(bytes);
    flipped[60] = flipped[60]! ^ 0xff;
    const [one] = await read(flipped);
    assert.match(one!.unreadable!, /cannot be unpacked/);
    const locked = Buffer.from(bytes);
    const directory = locked.indexOf(Buffer.from('PK\x01\x02', 'latin1'));
    locked[directory + 8] = locked[directory + 8]! | 1;
    const [two] = await read(locked);
    assert.match(two!.unreadable!, /locked with a password/);
  });

  it("a name with an unsafe entry in the archive of a class is nobody's fault, but said", async () => {
    const bytes = await zip(
      { [`a1/${FILE}`]: json, [`a2/${FILE}`]: json, 'QQ/x.ipynb': json },
      { rename: { 'QQ/': '../' } },
    );
    const notices: string[] = [];
    const all = await readAll(root, join(write({ 'class.zip': bytes }), 'class.zip'), { notices });
    assert.deepEqual(
      all.map(({ student, warnings }) => [student, warnings]),
      [
        ['a1', []],
        ['a2', []],
      ],
    );
    assert.match(notices.join(), /leads out of the archive/);
  });
});

describe('files of any size and kind', () => {
  let root: string;
  let json: Json;
  before(async () => {
    root = makeCourse();
    json = await notebook(root);
  });
  after(() => rmSync(root, { recursive: true }));

  it('a notebook of 2 GB is refused without being read', async () => {
    const folder = write({ [`s1/${FILE}`]: '{}', [`s2/${FILE}`]: json });
    truncateSync(join(folder, 's1', FILE), 2 ** 31 + 5);
    const before = process.memoryUsage().rss;
    const [one, two] = await readAll(root, folder);
    assert.match(one!.unreadable!, /"s1\/00-demo.ipynb" has 2048 MB, the limit is 64 MB; clear its outputs/);
    assert.equal(sourceOf(two!, 'mean'), MEAN);
    assert.ok(process.memoryUsage().rss - before < 500 * 1024 * 1024);
    rmSync(folder, { recursive: true });
  });

  it('large outputs below the limit cost nobody anything', async () => {
    const outputs = [
      { output_type: 'display_data', data: { 'image/png': 'A'.repeat(20 * 1024 * 1024) }, metadata: {} },
    ];
    const large = structuredClone(json) as Json;
    large.cells[1].outputs = outputs;
    const folder = write({ [`s1/${FILE}`]: large });
    const [one] = await readAll(root, folder);
    assert.equal(sourceOf(one!, 'mean'), MEAN);
    rmSync(folder, { recursive: true });
  });

  it('a pipe is never opened: nothing waits for it', async function () {
    if (process.platform === 'win32') return; // has no such files
    const folder = write({ [`s2/${FILE}`]: json, 's1/notes.txt': 'x' });
    execFileSync('mkfifo', [join(folder, 's1', FILE)]);
    const [one, two] = await readAll(root, folder);
    assert.match(one!.unreadable!, /is no ordinary file/);
    assert.equal(sourceOf(two!, 'mean'), MEAN);
  });

  it('folders without end and hundreds of notebooks have one', async () => {
    const deep = Array.from({ length: 30 }, () => 'd').join('/');
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`s1/n${i}.ipynb`, '{}']));
    const folder = write({ [`s0/${deep}/${FILE}`]: json, ...many });
    const [one, two] = await readAll(root, folder);
    assert.match(one!.unreadable!, /is nested too deep; it was left out/);
    assert.match(two!.warnings.join(), /There are 60 notebooks; only the first 40 were looked at/);
  });
});
