/** The kernel's small parts, each by itself. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { seededRandom } from 'kernel-lib/dist/random.js';
import { Edits } from 'kernel-lib/dist/kernel/child/edits.js';
import { readConnectionFile } from 'kernel-lib/dist/kernel/connectionFile.js';
import { BrokenFrame, encodeFrame, FrameReader } from 'kernel-lib/dist/kernel/frames.js';
import { installKernelspec, kernelspecFolders, removeKernelspec } from 'kernel-lib/dist/kernel/kernelspec.js';
import { toCodePoints, toUtf16 } from 'kernel-lib/dist/kernel/positions.js';
import { pinnedNode } from 'kernel-lib/dist/kernel/runtime.js';
import { BadMessage, Wire } from 'kernel-lib/dist/kernel/wire.js';

describe('kernel: parts', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'kernel parts '))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('frames: come out as they went in, however the bytes are cut', () => {
    const messages = [{ a: '花🌸' }, [], { long: 'x'.repeat(5000) }, null];
    const bytes = Buffer.concat(messages.map(encodeFrame));
    const random = seededRandom(1);
    for (let round = 0; round < 50; round++) {
      const reader = new FrameReader<unknown>();
      const seen: unknown[] = [];
      for (let at = 0; at < bytes.length;) {
        const next = at + 1 + Math.floor(random() * (round < 5 ? 7 : 3000));
        seen.push(...reader.push(bytes.subarray(at, next)));
        at = next;
      }
      assert.deepEqual(seen, messages);
    }
  });

  it('frames: a stream out of step is refused', () => {
    const bytes = encodeFrame({});
    assert.throws(() => new FrameReader().push(Buffer.concat([bytes.subarray(3), bytes])), BrokenFrame);
  });

  it('positions: code points and UTF-16 agree there and back', () => {
    const text = 'a花🌸b𝑥';
    assert.deepEqual(
      [0, 1, 2, 3, 4, 5, 99].map((points) => toUtf16(text, points)),
      [0, 1, 2, 4, 5, 7, 7],
    );
    for (let points = 0; points <= 5; points++)
      assert.equal(toCodePoints(text, toUtf16(text, points)), points);
  });

  it('edits: an offset leads back to where its text stood', () => {
    const edits = new Edits('let a = b;');
    edits.replace(0, 4, '(');
    edits.insert(4, 'x.');
    edits.insert(8, 'y.');
    const { text, originalOffset } = edits.apply();
    assert.equal(text, '(x.a = y.b;');
    assert.deepEqual([text.indexOf('a'), text.indexOf('b')].map(originalOffset), [4, 8]);
  });

  it('wire: reads what it wrote; refuses another key, a cut message and one that is no JSON', () => {
    const scheme = { signature_scheme: 'hmac-sha256' };
    const wire = new Wire({ key: 'right', ...scheme });
    const frames = wire
      .encode('x_request', { n: 1 }, { identities: ['id'], parent: {} })
      .map((one) => Buffer.from(one));
    assert.deepEqual(wire.decode(frames).content, { n: 1 });
    assert.throws(() => new Wire({ key: 'wrong', ...scheme }).decode(frames), BadMessage);
    assert.throws(() => wire.decode(frames.slice(0, 5)), BadMessage);
    const open = new Wire({ key: '', ...scheme });
    const broken = ['<IDS|MSG>', '', '{"msg_type": "a", "msg_id": "b"}', '{}', '{}', '[1]'].map((one) =>
      Buffer.from(one),
    );
    assert.throws(() => open.decode(broken), /not a JSON object/);
  });

  it('connection file: a missing or broken one is told in a sentence', async () => {
    const file = join(folder, 'c.json');
    await assert.rejects(readConnectionFile(file), { name: 'UserError' });
    writeFileSync(file, '{"shell_port": 1');
    await assert.rejects(readConnectionFile(file), {
      name: 'UserError',
      message: /Cannot read the connection file/,
    });
    writeFileSync(file, '{"shell_port": 1}');
    await assert.rejects(readConnectionFile(file), { name: 'UserError', message: /iopub_port, stdin_port/ });
  });

  it('kernelspec: written for a prefix, found, replaced, removed', async () => {
    const installed = await installKernelspec({ prefix: folder });
    await installKernelspec({ prefix: folder });
    assert.equal(installed, join(folder, 'share', 'jupyter', 'kernels', 'blossom'));
    assert.deepEqual(readdirSync(installed).sort(), ['kernel.json', 'logo-svg.svg']);
    const spec = JSON.parse(readFileSync(join(installed, 'kernel.json'), 'utf8')) as Record<string, unknown>;
    const argv = spec['argv'] as string[];
    assert.deepEqual(
      [spec['display_name'], spec['language'], spec['interrupt_mode']],
      ['TypeScript (Blossom)', 'typescript', 'message'],
    );
    assert.ok(isAbsolute(argv[0]!) && isAbsolute(argv[1]!));
    assert.deepEqual(argv.slice(2), ['kernel', 'run', '--connection-file', '{connection_file}']);
    const before = process.env['JUPYTER_PATH'];
    process.env['JUPYTER_PATH'] = join(folder, 'share', 'jupyter');
    try {
      assert.ok(kernelspecFolders().includes(installed));
    } finally {
      if (before === undefined) delete process.env['JUPYTER_PATH'];
      else process.env['JUPYTER_PATH'] = before;
    }
    assert.equal(await removeKernelspec({ prefix: folder }), installed);
    assert.equal(existsSync(installed), false);
    assert.equal(await removeKernelspec({ prefix: folder }), undefined);
  });

  it('kernelspec: a folder that cannot be written is told with the next step', async () => {
    writeFileSync(join(folder, 'share'), 'a file where a folder must be');
    await assert.rejects(installKernelspec({ prefix: folder }), { name: 'UserError', message: /--prefix/ });
  });

  it('runtime: an absolute path, and one line that says why', () => {
    const { path, version, reason } = pinnedNode();
    assert.ok(isAbsolute(path) && existsSync(path));
    assert.match(version, /^v\d+\./);
    assert.match(reason, /^[^\n]+\.$/);
  });

  it('runtime: is the pinned Node whichever Node asks', () => {
    const module = require.resolve('kernel-lib/dist/kernel/runtime.js');
    const ask = `console.log(require(${JSON.stringify(module)}).pinnedNode().pinned)`;
    for (const node of new Set([process.execPath, pinnedNode().path])) {
      assert.equal(execFileSync(node, ['-e', ask], { encoding: 'utf8' }), 'true\n', node);
    }
  });
});
