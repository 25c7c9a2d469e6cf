/** The steps that VS Code takes: look through the folders of kernelspecs, read ours, start what it says, speak to it. */
import assert from 'node:assert/strict';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { blossom } from '../support/paths.js';
import { Client } from './client.js';

interface Kernelspec {
  argv: string[];
  display_name: string;
  language: string;
  interrupt_mode?: 'message' | 'signal';
  env?: Record<string, string>;
  metadata?: Record<string, unknown>;
}

/** In this order: what JUPYTER_PATH names, the person's own, the environment's. */
function rootsOfKernelspecs(env: NodeJS.ProcessEnv): string[] {
  const given = (env['JUPYTER_PATH'] ?? '').split(delimiter).filter((path) => path !== '');
  const own = {
    darwin: join(env['HOME'] ?? '', 'Library', 'Jupyter'),
    win32: join(env['APPDATA'] ?? '', 'jupyter'),
  };
  const home = own[process.platform as 'win32'] ?? join(env['HOME'] ?? '', '.local', 'share', 'jupyter');
  const environment = env['VIRTUAL_ENV'] === undefined ? [] : [join(env['VIRTUAL_ENV'], 'share', 'jupyter')];
  return [...given, home, ...environment].map((data) => join(data, 'kernels'));
}

/** Every folder with a `kernel.json`, by its name. */
function findKernelspecs(env: NodeJS.ProcessEnv): { name: string; spec: Kernelspec }[] {
  return rootsOfKernelspecs(env)
    .filter((root) => existsSync(root))
    .flatMap((root) => readdirSync(root).map((name) => ({ name, file: join(root, name, 'kernel.json') })))
    .filter(({ file }) => existsSync(file))
    .map(({ name, file }) => ({ name, spec: JSON.parse(readFileSync(file, 'utf8')) as Kernelspec }));
}

describe("kernel: VS Code's steps", function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'vscode 步-'));
  const home = join(folder, 'home');
  const environment = join(folder, 'env');
  const data = join(folder, 'data', 'share', 'jupyter');
  /** A person without any kernel of their own. */
  const nobody: NodeJS.ProcessEnv = { ...process.env, HOME: home, APPDATA: home };
  for (const name of ['JUPYTER_PATH', 'JUPYTER_DATA_DIR', 'XDG_DATA_HOME', 'VIRTUAL_ENV', 'CONDA_PREFIX'])
    delete nobody[name];

  const installed = (env: NodeJS.ProcessEnv, ...place: string[]) => {
    const words = [blossom, 'kernel', 'install', ...place];
    const { status, stderr } = spawnSync(process.execPath, words, { env, cwd: folder, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    const found = findKernelspecs(env);
    assert.deepEqual(
      found.map(({ name }) => name),
      ['blossom'],
    );
    return found[0]!.spec;
  };

  before(() => mkdirSync(home));
  afterEach(() => {
    for (const place of [home, environment, data]) rmSync(place, { recursive: true, force: true });
  });
  after(() => rmSync(folder, { recursive: true }));

  it("finds it among the person's own, in an environment and by JUPYTER_PATH", () => {
    assert.deepEqual(findKernelspecs(nobody), []);
    installed(nobody, '--user');
    rmSync(home, { recursive: true });
    installed({ ...nobody, VIRTUAL_ENV: environment }, '--sys-prefix');
    rmSync(environment, { recursive: true });
    installed({ ...nobody, JUPYTER_PATH: data }, '--prefix', join(folder, 'data'));
  });

  it('reads a name, the language, how to interrupt, and a command that needs no search', () => {
    const spec = installed(nobody);
    assert.equal(spec.display_name, 'TypeScript (Blossom)');
    assert.equal(spec.language, 'typescript');
    assert.equal(spec.interrupt_mode, 'message');
    assert.ok(isAbsolute(spec.argv[0]!) && isAbsolute(spec.argv[1]!), spec.argv.join(' '));
    accessSync(spec.argv[0]!, constants.X_OK);
    accessSync(spec.argv[1]!, constants.R_OK);
    assert.equal(spec.argv.filter((word) => word.includes('{connection_file}')).length, 1);
    assert.ok(Object.values(spec.env ?? {}).every((value) => typeof value === 'string'));
  });

  it('starts it beside a notebook that is in no course, asks its language, runs, interrupts, ends it', async () => {
    const spec = installed(nobody);
    const env = { ...nobody, ...spec.env, PATH: '' };
    const client = await Client.start(folder, env, spec.argv);
    try {
      const { reply } = await client.request('kernel_info_request', {});
      const language = reply['language_info'] as Record<string, string>;
      assert.deepEqual(
        [language['name'], language['file_extension'], language['mimetype']],
        [spec.language, '.ts', 'text/typescript'],
      );
      const { published } = await client.execute('const petals: number = 5;\nprocess.cwd()');
      const result = published.find(({ header }) => header.msg_type === 'execute_result');
      assert.match(JSON.stringify(result?.content['data']), /vscode 步-/);

      const looping = client.send('execute_request', { code: 'console.log("on");\nfor (;;);' });
      await client.until(() => client.of(looping).some(({ header }) => header.msg_type === 'stream'));
      await client.request('interrupt_request', {}, 'control');
      assert.equal((await client.answerTo(looping)).reply['ename'], 'KeyboardInterrupt');
      const kept = await client.execute('petals');
      assert.equal(kept.reply['status'], 'ok');

      const ended = new Promise((resolve) => client.process.once('exit', resolve));
      client.send('shutdown_request', { restart: false }, 'control');
      assert.equal(await ended, 0);
    } finally {
      await client.close();
    }
  });
});
