/** Each word of the command line as a person or a program calls it, in a folder with spaces and Chinese in its name. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { notebook } from '../support/notebook.js';
import { readyCourse, removeAll, run, sentenceIn, start } from '../setup/course.js';

const NAME = '我的 课程';
/** Where Jupyter keeps what is a person's own, below their home (or APPDATA). */
const OWN_DATA = { darwin: ['Library', 'Jupyter'], win32: ['jupyter'] }[process.platform as string] ?? [
  '.local',
  'share',
  'jupyter',
];

describe('blossom words', function () {
  this.timeout(120_000);
  let course: string;
  let blossom: string;
  const call = (...args: string[]) => run(blossom, args, { cwd: course });
  const write = (path: string, text: string) => {
    mkdirSync(join(course, path, '..'), { recursive: true });
    writeFileSync(join(course, path), text);
    return path;
  };

  before(() => {
    course = readyCourse(NAME);
    blossom = join(course, 'kernel-lib', 'bin', 'blossom.js');
  });
  after(removeAll);

  describe('run', () => {
    it('shows the cells, and leaves a page and the notebook as it was', async () => {
      const file = write(
        '我 的/一.ipynb',
        notebook('const word: string = "春";', 'console.log(word + "天");\nword'),
      );
      const before = readFileSync(join(course, file), 'utf8');
      const { code, stdout, stderr } = await call('run', file);
      assert.equal(code, 0, stderr);
      assert.match(stdout, /\n春天\n/);
      assert.match(
        stdout,
        /一\.ipynb ran to its end\.\nAll of it with its charts: \.blossom\/runs\/一\.html\n$/,
      );
      assert.match(readFileSync(join(course, '.blossom', 'runs', '一.html'), 'utf8'), /春天/);
      assert.equal(readFileSync(join(course, file), 'utf8'), before);
    });

    it('--backend and --threads choose what calculates', async () => {
      const file = write(
        'backend.ipynb',
        notebook("import { chooseBackend } from 'kernel-lib';\n(await chooseBackend()).name"),
      );
      const cpu = await call('run', file, '--backend', 'cpu');
      assert.match(cpu.stdout, /Backend: cpu \(.*as asked\)/);
      const one = await call('run', file, '--threads', '1');
      assert.match(one.stdout, /Backend: threads \(our WebAssembly kernels, 1 thread,/);
    });

    it('--json prints one document; --html and --figures go where they are told', async () => {
      const figure =
        "import { figure } from 'kernel-lib';\nfigure('accuracy', 0.9, { unit: 'share', goal: { min: 0.8 } });";
      const file = write('figures.ipynb', notebook(figure));
      const { code, stdout, stderr } = await call(
        'run',
        file,
        '--json',
        '--html',
        '出/页.html',
        '--figures',
        '出/figures.json',
      );
      assert.equal(code, 0, stdout + stderr);
      const { runs } = JSON.parse(stdout) as { runs: Record<string, unknown>[] };
      const wanted = { id: 'accuracy', value: 0.9, unit: 'share', goal: { min: 0.8 }, met: true };
      assert.deepEqual(runs, [{ file, status: 'ok', html: '出/页.html', figures: [wanted] }]);
      assert.deepEqual(JSON.parse(readFileSync(join(course, '出/figures.json'), 'utf8')), [wanted]);
      assert.ok(existsSync(join(course, '出/页.html')));
    });

    it('a cell that fails: exit code 1, the later cells do not run, the page keeps what was', async () => {
      const file = write(
        'fails.ipynb',
        notebook('console.log("kept");', 'throw new RangeError("too far");', 'console.log("later");'),
      );
      const { code, stdout } = await call('run', file);
      assert.equal(code, 1);
      assert.match(stdout, /fails\.ipynb stopped at cell 2 of 3: RangeError: too far\n/);
      assert.ok(!/\nlater\n/.test(stdout));
      assert.match(readFileSync(join(course, '.blossom', 'runs', 'fails.html'), 'utf8'), /kept/);
    });

    it('--timeout ends a cell that takes longer, with exit code 124', async () => {
      const file = write(
        'slow.ipynb',
        notebook('await new Promise((resolve) => setTimeout(resolve, 600_000));'),
      );
      const { code, stdout } = await call('run', file, '--timeout', '1');
      assert.equal(code, 124);
      assert.match(stdout, /slow\.ipynb stopped at cell 1 of 1, which took longer than --timeout\.\n/);
    });

    it('Ctrl+C interrupts the cell, keeps what it has shown, and ends with 130', async () => {
      const file = write('loop.ipynb', notebook('console.log("begun");\nawait null;\nfor (;;) {}'));
      const running = start(blossom, ['run', file], { cwd: course });
      await running.said('\nbegun\n');
      running.child.kill('SIGINT');
      const { code, stdout, stderr } = await running.finished;
      assert.equal(code, 130, stdout + stderr);
      assert.match(stdout, /loop\.ipynb was interrupted at cell 1 of 1\.\n/);
      assert.match(readFileSync(join(course, '.blossom', 'runs', 'loop.html'), 'utf8'), /begun/);
    });
  });

  describe('without the pinned Node', () => {
    it("runs on the person's own, with one line that says so", async () => {
      const other = readyCourse();
      for (const name of readdirSync(join(other, 'node_modules'))) {
        if (/^node-(bin-)?(linux|darwin|win)-/.test(name)) rmSync(join(other, 'node_modules', name));
      }
      writeFileSync(join(other, 'one.ipynb'), notebook('process.version'));
      const { code, stdout, stderr } = await run(
        join(other, 'kernel-lib', 'bin', 'blossom.js'),
        ['run', 'one.ipynb'],
        {
          cwd: other,
        },
      );
      assert.equal(code, 0, stderr);
      assert.match(
        stderr,
        new RegExp(`^The package node-\\S+ is not installed .*: using Node ${process.version}\\.\n$`),
      );
      assert.ok(stdout.includes(`'${process.version}'`), stdout);
    });
  });

  describe('bad files', () => {
    for (const [what, file, text, sentence] of [
      ['missing', 'missing.ipynb', undefined, /^There is no file or lesson "missing\.ipynb"/],
      ['truncated', 'truncated.ipynb', notebook('1').slice(0, 80), /truncated\.ipynb/],
      ['empty', 'empty.ipynb', '', /empty\.ipynb/],
      ['JSON that is no notebook', 'other.ipynb', '{"a": 1}', /other\.ipynb/],
      ['not JSON', 'text.ipynb', 'hello', /text\.ipynb/],
      ['another kind of file', 'readme.md', '# hello', /^readme\.md is no notebook; name an \.ipynb file/],
      ['a script without cells', 'plain.ts', '', /^plain\.ts has no cell/],
    ] as const) {
      it(`run of a file that is ${what}: one sentence, exit code 1, no page`, async () => {
        if (text !== undefined) write(file, text);
        const finished = await call('run', file, '--html', 'bad/page.html', '--figures', 'bad/figures.json');
        assert.equal(finished.code, 1);
        assert.match(sentenceIn(finished), sentence);
        assert.deepEqual(existsSync(join(course, 'bad')) ? readdirSync(join(course, 'bad')) : [], []);
      });
    }

    it('a page that cannot be written is told before any cell runs', async () => {
      const file = write('fine.ipynb', notebook('console.log("ran");'));
      write('blocked', 'a file');
      const finished = await call('run', file, '--html', 'blocked/page.html');
      assert.equal(finished.code, 1);
      assert.match(sentenceIn(finished), /^Cannot write blocked\/page\.html: /);
      assert.equal(finished.stdout, '');
    });

    it('check and reset tell a missing file in one sentence, too', async () => {
      for (const word of ['check', 'reset']) {
        const finished = await call(word, 'missing.ipynb');
        assert.equal(finished.code, 1);
        assert.match(sentenceIn(finished), /^There is no .*"missing\.ipynb"/);
      }
    });
  });

  describe('kernel', () => {
    it('install, list and remove, in a folder of that name', async () => {
      const installed = await call('kernel', 'install', '--prefix', join(course, '环 境'), '--json');
      assert.equal(installed.code, 0, installed.stderr);
      const folder = join(course, '环 境', 'share', 'jupyter', 'kernels', 'blossom');
      assert.deepEqual(JSON.parse(installed.stdout), { installed: folder });
      const { argv } = JSON.parse(readFileSync(join(folder, 'kernel.json'), 'utf8')) as { argv: string[] };
      assert.ok(existsSync(argv[0]!), argv[0]);
      assert.equal(argv[1], blossom);
      const env = { JUPYTER_PATH: join(course, '环 境', 'share', 'jupyter') };
      const listed = await run(blossom, ['kernel', 'list', '--json'], { cwd: course, env });
      assert.ok((JSON.parse(listed.stdout) as { installed: string[] }).installed.includes(folder));
      const removed = await call('kernel', 'remove', '--prefix', join(course, '环 境'));
      assert.equal(removed.stdout, `The kernel is removed from ${folder}\n`);
      assert.equal(existsSync(folder), false);
    });

    it('is for the person alone, or for the active environment, and is removed from there', async () => {
      const home = join(course, '家');
      const environment = join(course, '.venv 春');
      const nobody = { HOME: home, APPDATA: home, JUPYTER_DATA_DIR: undefined, XDG_DATA_HOME: undefined };
      const none = { ...nobody, VIRTUAL_ENV: undefined, CONDA_PREFIX: undefined, JUPYTER_PATH: undefined };
      const own = join(home, ...OWN_DATA);
      const shared = join(environment, 'share', 'jupyter');
      for (const [option, data, env] of [
        ['--user', own, none],
        [undefined, own, none],
        ['--sys-prefix', shared, { ...none, VIRTUAL_ENV: environment }],
        ['--sys-prefix', shared, { ...none, CONDA_PREFIX: environment }],
      ] as const) {
        const folder = join(data, 'kernels', 'blossom');
        const word = async (name: string, ...options: (string | undefined)[]) => {
          const words = ['kernel', name, ...options.filter((one) => one !== undefined)];
          const { code, stdout, stderr } = await run(blossom, words, { cwd: course, env });
          assert.equal(code, 0, stderr);
          return stdout;
        };
        assert.equal(
          await word('install', option),
          `The kernel "TypeScript (Blossom)" is installed in ${folder}\n`,
        );
        assert.ok(existsSync(join(folder, 'kernel.json')), folder);
        assert.ok((await word('list')).includes(folder));
        assert.equal(await word('remove', option), `The kernel is removed from ${folder}\n`);
        assert.ok(!(await word('list')).includes(folder));
        assert.equal(await word('remove', option), 'There was no kernel "TypeScript (Blossom)" to remove.\n');
      }
    });

    it('its help names the words, the places and examples', async () => {
      const all = await call('kernel', '--help');
      for (const text of ['install', 'remove', 'list', 'npx blossom kernel install --sys-prefix'])
        assert.ok(all.stdout.includes(text), text);
      for (const word of ['install', 'remove']) {
        const { stdout } = await call('kernel', word, '--help');
        for (const place of ['--user', '--sys-prefix', '--prefix <folder>'])
          assert.ok(stdout.includes(place), `${word}: ${place}`);
      }
    });

    it('two places, or an environment that is not there, are refused', async () => {
      const two = await call('kernel', 'install', '--user', '--prefix', 'x');
      assert.equal(sentenceIn(two), '--user and --prefix name two places: give one of them.');
      const env = { VIRTUAL_ENV: undefined, CONDA_PREFIX: undefined };
      const none = await run(blossom, ['kernel', 'install', '--sys-prefix'], { cwd: course, env });
      assert.match(sentenceIn(none), /^--sys-prefix needs an active environment/);
    });

    it('a place that cannot be written is told in one sentence', async () => {
      write('in-the-way', 'a file');
      const finished = await call('kernel', 'install', '--prefix', 'in-the-way');
      assert.equal(finished.code, 1);
      assert.match(sentenceIn(finished), /^Cannot write the kernelspec in /);
    });
  });
});
