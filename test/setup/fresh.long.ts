/** A whole installation from a bare clone, in a folder with spaces and Chinese in its name: needs the network. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { needs } from '../support/needs.js';
import { bareCourse, removeAll, start, temporaryFolder, type Running } from './course.js';

const LINK = /The course is open: (http:\/\/127\.0\.0\.1:\d+)\/lab\/tree\/[^?\s]+\?token=([0-9a-f]+)/;

async function answer(running: Running): Promise<{ origin: string; token: string }> {
  const [, origin, token] = LINK.exec(await running.said('Ctrl+C here ends it.')) ?? [];
  assert.ok(origin && token);
  return { origin, token };
}

/** Ends a process and all that it started, as a machine that is switched off does. */
function cutOff(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    process.kill(-child.pid!, 'SIGKILL');
  });
}

describe('a fresh clone', function () {
  this.timeout(900_000);
  let course: string;
  const env = { npm_config_cache: '' };
  const starter = () => join(course, 'scripts', 'start.js');

  before(function () {
    needs(this, 'python');
    course = bareCourse('我的 新 课程');
    env.npm_config_cache = temporaryFolder('empty cache');
  });
  after(removeAll);

  it('is cut off while the packages come, and leaves no stamp', async () => {
    const child = spawn(process.execPath, [starter(), '--no-python'], {
      detached: true,
      env: { ...process.env, npm_execpath: undefined, ...env },
      stdio: 'ignore',
    });
    while (!existsSync(join(course, 'node_modules'))) {
      assert.equal(child.exitCode, null, 'The set-up ended before the packages came.');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await cutOff(child);
    assert.equal(existsSync(join(course, 'node_modules', '.blossom-packages')), false);
  });

  it('goes on: JupyterLab answers, with our kernel alone and the lessons in work/', async () => {
    const running = start(starter(), ['--no-browser'], { env });
    const { origin, token } = await answer(running);
    const ask = async (path: string) =>
      (
        await fetch(`${origin}${path}`, { headers: { Authorization: `token ${token}` } })
      ).json() as Promise<unknown>;
    const { default: chosen, kernelspecs } = (await ask('/api/kernelspecs')) as {
      default: string;
      kernelspecs: Record<string, { spec: { display_name: string } }>;
    };
    assert.equal(chosen, 'blossom');
    assert.deepEqual(Object.keys(kernelspecs), ['blossom']);
    assert.equal(kernelspecs['blossom']!.spec.display_name, 'TypeScript (Blossom)');
    const { content } = (await ask('/api/contents/notebooks')) as { content: { name: string }[] };
    assert.ok(content.some(({ name }) => name.endsWith('.ipynb')));
    running.child.kill('SIGINT');
    const { code, stdout } = await running.finished;
    assert.equal(code, 0);
    assert.match(
      stdout,
      /1\/3 packages {5}… \d+ s\n {2}2\/3 library {6}… \d+ s\n {2}3\/3 JupyterLab {3}… \d+ s\n/,
    );
    console.log(stdout.replace(/token=\w+/, 'token=…').replace(/^/gm, '      '));
  });

  it('a second start sets nothing up, and runs a kernel', async () => {
    const running = start(starter(), ['--no-browser'], { env });
    const { origin, token } = await answer(running);
    const headers = { Authorization: `token ${token}`, 'Content-Type': 'application/json' };
    const started = await fetch(`${origin}/api/kernels`, {
      method: 'POST',
      headers,
      body: '{"name":"blossom"}',
    });
    assert.equal(started.status, 201);
    const { id } = (await started.json()) as { id: string };
    const listed = (await (await fetch(`${origin}/api/kernels`, { headers })).json()) as { id: string }[];
    assert.deepEqual(
      listed.map((kernel) => kernel.id),
      [id],
    );
    running.child.kill('SIGTERM');
    const { code, stdout } = await running.finished;
    assert.equal(code, 0);
    assert.ok(!stdout.includes('Setting up'));
  });
});
