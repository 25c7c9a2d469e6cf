/** What the command line asks of the machine: ports, a desktop, a place to write. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { choosePort, parsePort } from 'kernel-lib/dist/cli/ports.js';
import { hasDesktop, openerFor } from 'kernel-lib/dist/cli/desktop.js';
import { lessonPath } from 'kernel-lib/dist/cli/jupyter.js';
import { findNotebooks } from 'kernel-lib/dist/cli/lessons.js';
import { assertWritable } from 'kernel-lib/dist/cli/writable.js';
import { placesIn } from 'kernel-lib/dist/config.js';
import { removeAll, temporaryFolder } from '../setup/course.js';

async function listening(port: number): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer();
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(port, '127.0.0.1', resolve),
  );
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

describe('cli: ports', () => {
  it('a wanted port that is free is taken', async () => {
    const { port, close } = await listening(0);
    await close();
    assert.equal(await choosePort(port), port);
  });

  it('a wanted port in use is refused with the next step', async () => {
    const { port, close } = await listening(0);
    await assert.rejects(choosePort(port), {
      name: 'UserError',
      message: new RegExp(`^Port ${port} is in use by another program: name another one with --port`),
    });
    await close();
  });

  it('without a wish, one in use is passed over', async () => {
    const first = await choosePort(undefined);
    const { close } = await listening(first);
    const second = await choosePort(undefined);
    await close();
    assert.ok(second > first, `${second} after ${first}`);
  });

  for (const text of ['0', '65536', '80.5', 'http', '']) {
    it(`"${text}" is no port`, () => assert.throws(() => parsePort(text), /whole number from 1 to 65535/));
  }
});

describe('cli: the desktop', () => {
  it('is there with a display, on a Mac and on Windows; not over SSH and not in CI', () => {
    assert.equal(hasDesktop({ DISPLAY: ':0' }, 'linux'), true);
    assert.equal(hasDesktop({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux'), true);
    assert.equal(hasDesktop({}, 'linux'), false);
    assert.equal(hasDesktop({}, 'darwin'), true);
    assert.equal(hasDesktop({}, 'win32'), true);
    assert.equal(hasDesktop({ DISPLAY: ':10', SSH_CONNECTION: 'a b' }, 'linux'), false);
    assert.equal(hasDesktop({ CI: '1' }, 'darwin'), false);
  });

  it('opens a link without a shell that could read its & and ?', () => {
    const url = 'http://127.0.0.1/lab?token=a&b';
    for (const platform of ['linux', 'darwin', 'win32']) assert.equal(openerFor(url, platform).at(-1), url);
  });

  it('escapes spaces and Chinese in the link', () => {
    assert.equal(lessonPath('notebooks/我 的.ipynb'), '/lab/tree/notebooks/%E6%88%91%20%E7%9A%84.ipynb');
  });
});

describe('cli: finding lessons', () => {
  after(removeAll);

  it('takes a path, a name, a chapter, a part of one', () => {
    const places = placesIn(temporaryFolder());
    mkdirSync(places.notebooks);
    const files = [
      '00-journey.ipynb',
      '00-journey.zh.ipynb',
      '01a-collect.ipynb',
      '01b-clean.ipynb',
      '02-school.ipynb',
    ];
    for (const file of files) writeFileSync(join(places.notebooks, file), '');
    const found = (...words: string[]) =>
      findNotebooks(words, places).map((path) => path.slice(places.notebooks.length + 1));
    assert.deepEqual(found('00'), ['00-journey.ipynb']);
    assert.deepEqual(found('00-journey.zh'), ['00-journey.zh.ipynb']);
    assert.deepEqual(found('01'), ['01a-collect.ipynb', '01b-clean.ipynb']);
    assert.deepEqual(found('01b', '02'), ['01b-clean.ipynb', '02-school.ipynb']);
    assert.deepEqual(found('notebooks/02-school.ipynb'), ['02-school.ipynb']);
    assert.throws(
      () => found('03'),
      /^UserError: There is no file or lesson "03"; the lessons are: .*00-journey\.ipynb, /,
    );
  });
});

describe('cli: a place to write', () => {
  after(removeAll);

  it('is asked by writing, and nothing stays', async () => {
    const folder = temporaryFolder('我的 课程');
    await assertWritable(join(folder, 'new', 'page.html'));
    assert.deepEqual(readdirSync(join(folder, 'new')), []);
  });

  it('is refused where a file or a folder is in the way', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    await assert.rejects(
      assertWritable(join(folder, 'file', 'page.html')),
      /^UserError: Cannot write .*page\.html: /,
    );
    await assert.rejects(
      assertWritable(folder),
      /^UserError: Cannot write .*: this is a folder; name a file in it\.$/,
    );
  });
});
