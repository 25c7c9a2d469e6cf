import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { UserError } from 'kernel-lib/dist/errors.js';
import { createAtomic, fileError, readText, writeAtomic } from 'kernel-lib/dist/files.js';
import { prepareWork, resetCopy } from 'kernel-lib/dist/notebook/working-copies.js';

describe('working copies', () => {
  let root = '';
  const path = (...parts: string[]) => join(root, ...parts);
  const now = new Date(2026, 10, 23, 21, 40);

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'blossom 花 '));
    for (const folder of ['notebooks', 'exercises', 'solutions']) await mkdir(path(folder));
    await writeFile(path('notebooks', '00-journey.ipynb'), 'lesson');
    await writeFile(path('notebooks', '00-journey.zh.ipynb'), '课');
    await writeFile(path('notebooks', '00-journey.ts'), 'script');
    await writeFile(path('notebooks', '图.png'), 'picture');
    await writeFile(path('exercises', '00-journey.ipynb'), 'exercise');
    await writeFile(path('solutions', '00-journey.ipynb'), 'solution');
  });
  afterEach(() => rm(root, { recursive: true }));

  const inWork = async () =>
    (await readdir(path('work'), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => relative(path('work'), join(entry.parentPath, entry.name)))
      .sort();

  it('copies lessons, exercises and pictures, but no script and no solution', async () => {
    const { folder, copied, kept } = await prepareWork(root);
    const files = [
      'exercises/00-journey.ipynb',
      'notebooks/00-journey.ipynb',
      'notebooks/00-journey.zh.ipynb',
      'notebooks/图.png',
    ];
    assert.equal(folder, path('work'));
    assert.deepEqual([copied.sort(), kept], [files, []]);
    assert.deepEqual(await inWork(), files);
  });

  it("never replaces the learner's version, also when two start at once", async () => {
    await prepareWork(root);
    await writeFile(path('work', 'notebooks', '00-journey.ipynb'), 'mine');
    await rm(path('work', 'exercises', '00-journey.ipynb'));
    const [one, two] = await Promise.all([prepareWork(root), prepareWork(root)]);
    assert.deepEqual([...one.copied, ...two.copied], ['exercises/00-journey.ipynb']);
    assert.equal(await readFile(path('work', 'notebooks', '00-journey.ipynb'), 'utf8'), 'mine');
    assert.equal((await inWork()).length, 4, 'no temporary file is left');
  });

  it('brings one back and keeps the old one beside it, each of them', async () => {
    await prepareWork(root);
    const copy = path('work', 'exercises', '00-journey.ipynb');
    for (const [version, backup] of [
      ['mine 1', '00-journey.2026-11-23T21-40.ipynb'],
      ['mine 2', '00-journey.2026-11-23T21-40-2.ipynb'],
    ] as const) {
      await writeFile(copy, version);
      const result = await resetCopy(root, 'exercises/00-journey', now);
      assert.deepEqual(result, { path: copy, backup: path('work', 'exercises', backup) });
      assert.equal(await readFile(result.backup!, 'utf8'), version);
      assert.equal(await readFile(copy, 'utf8'), 'exercise');
    }
    assert.deepEqual(await resetCopy(root, copy, now), { path: copy }, 'an unchanged one needs no backup');
    await rm(copy);
    assert.deepEqual(await resetCopy(root, copy, now), { path: copy });
    assert.equal(await readFile(copy, 'utf8'), 'exercise');
  });

  it('finds a copy by its name, its path or its original', async () => {
    const lesson = path('work', 'notebooks', '00-journey.ipynb');
    for (const name of [
      '00-journey',
      '00-journey.ipynb',
      'notebooks/00-journey',
      'work/notebooks/00-journey.ipynb',
      lesson,
    ]) {
      assert.equal((await resetCopy(root, name)).path, lesson, name);
    }
    assert.equal(
      (await resetCopy(root, '00-journey.zh')).path,
      path('work', 'notebooks', '00-journey.zh.ipynb'),
    );
    for (const name of ['solutions/00-journey', '../00-journey', 'none']) {
      await assert.rejects(resetCopy(root, name), (error: unknown) => {
        assert.ok(error instanceof UserError && error.message.includes('00-journey.ipynb'), name);
        return true;
      });
    }
  });

  it('says which folder cannot be written', async () => {
    await writeFile(path('work'), 'a file where a folder should be');
    await assert.rejects(
      prepareWork(root),
      (error: unknown) => error instanceof UserError && error.message.includes('work'),
    );
  });
});

describe('whole files', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'blossom 花 '));
  });
  after(() => rm(folder, { recursive: true }));

  it('are written whole or not at all, through a link too', async () => {
    const file = join(folder, 'new', 'a.txt');
    await writeAtomic(file, 'one');
    await symlink(file, join(folder, 'link.txt'));
    await writeAtomic(join(folder, 'link.txt'), 'two');
    assert.equal(await readFile(file, 'utf8'), 'two');
    await assert.rejects(writeAtomic(join(folder, 'new'), 'x'), /Cannot write .*new: this is a folder/);
    await assert.rejects(writeAtomic(join(file, 'b.txt'), 'x'), UserError);
    assert.equal(await createAtomic(file, 'three'), false);
    assert.equal(await createAtomic(join(folder, 'c.txt'), 'new'), true);
    assert.deepEqual(await readdir(join(folder, 'new')), ['a.txt']);
    assert.deepEqual((await readdir(folder)).sort(), ['c.txt', 'link.txt', 'new']);
  });

  it('are read without their byte-order mark', async () => {
    await writeFile(join(folder, 'bom.txt'), '\uFEFF花');
    assert.equal(await readText(join(folder, 'bom.txt')), '花');
  });

  it('give an error with the path and the next step', () => {
    const failed = (code: string) =>
      fileError('Cannot write', 'a b/花', Object.assign(new Error('x'), { code }));
    for (const [code, message] of [
      ['EACCES', /^Cannot write a b\/花: permission denied; .*\.$/],
      ['EROFS', /the disk is read-only; choose another folder\./],
      ['ENOSPC', /the disk is full/],
      ['EIO', /花: x\./],
    ] as const) {
      const error = failed(code);
      assert.ok(error instanceof UserError);
      assert.match(error.message, message);
    }
    const own = new TypeError('bug');
    assert.equal(fileError('Cannot write', 'a', own), own);
  });
});
