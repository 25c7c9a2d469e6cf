/** The frame of the command line: help that reads well, and one sentence for what it does not know. */
import assert from 'node:assert/strict';
import { UserError } from 'kernel-lib/dist/errors.js';
import { libraryVersion } from 'kernel-lib/dist/config.js';
import { program, report } from 'kernel-lib/dist/cli/main.js';
import { blossom } from '../support/paths.js';
import { bareCourse, removeAll, run, sentenceIn } from '../setup/course.js';
import { join } from 'node:path';

const WORDS = ['start', 'run', 'check', 'reset', 'build', 'kernel'];

describe('blossom: help', () => {
  it('lists every word with what it does, and examples', async () => {
    const { code, stdout } = await run(blossom, ['--help']);
    assert.equal(code, 0);
    for (const word of WORDS) assert.match(stdout, new RegExp(`^  ${word} .*[a-z]`, 'm'), word);
    assert.match(stdout, /Examples:\n {2}\$ npx blossom start/);
  });

  for (const word of WORDS) {
    it(`${word} --help has an example`, async () => {
      const { code, stdout } = await run(blossom, [word, '--help']);
      assert.equal(code, 0);
      assert.match(stdout, new RegExp(`Examples:\\n {2}\\$ npx blossom ${word}`));
    });
  }

  it('without a word prints the help and ends with 2', async () => {
    const { code, stderr } = await run(blossom, []);
    assert.equal(code, 2);
    assert.match(stderr, /^Usage: blossom/);
  });

  it('--version prints the version', async () => {
    assert.equal((await run(blossom, ['--version'])).stdout, `${libraryVersion()}\n`);
  });

  it('no line of any help is wider than a terminal of 120 columns', () => {
    const all = [program(), ...program().commands, ...program().commands.flatMap((one) => [...one.commands])];
    const wide = all
      .flatMap((command) => command.helpInformation().split('\n'))
      .filter((line) => line.length > 120);
    assert.deepEqual(wide, []);
  });
});

describe('blossom: what it does not know', function () {
  this.timeout(20_000);

  for (const [args, sentence] of [
    [['rnu'], "Unknown command 'rnu', did you mean run? See `npx blossom --help`."],
    [['xyzzy'], "Unknown command 'xyzzy'. See `npx blossom --help`."],
    [['run', '00', '--jsn'], "Unknown option '--jsn', did you mean --json? See `npx blossom --help`."],
    [['kernel', 'instal'], "Unknown command 'instal', did you mean install? See `npx blossom --help`."],
    [
      ['run', '00', '--backend', 'gpu'],
      "Option '--backend <name>' argument 'gpu' is invalid. Allowed choices are tensorflow, threads, wasm, cpu. See `npx blossom --help`.",
    ],
    [
      ['start', '--threads', '0'],
      "Option '--threads <number>' argument '0' is invalid. Threads are a whole number from 1 to 64. See `npx blossom --help`.",
    ],
    [['run'], "Missing required argument 'file'. See `npx blossom --help`."],
    [
      ['run', '00', '--timeout', 'soon'],
      "Option '--timeout <seconds>' argument 'soon' is invalid. Seconds are a number above 0. See `npx blossom --help`.",
    ],
  ] as const) {
    it(`blossom ${args.join(' ')}`, async () => {
      const finished = await run(blossom, [...args]);
      assert.equal(finished.code, 2);
      assert.equal(sentenceIn(finished), sentence);
      assert.equal(finished.stdout, '');
    });
  }

  it('with --json the sentence is a JSON document on stdout', async () => {
    const { code, stdout, stderr } = await run(blossom, ['run', 'missing.ipynb', '--json']);
    assert.equal(code, 1);
    assert.equal(stderr, '');
    assert.match(
      (JSON.parse(stdout) as { error: string }).error,
      /^There is no file or lesson "missing\.ipynb"/,
    );
  });
});

describe('blossom: errors', () => {
  const said = (thrown: unknown): { code: number; text: string } => {
    const { write } = process.stderr;
    let text = '';
    process.stderr.write = (chunk: string | Uint8Array) => {
      text += String(chunk);
      return true;
    };
    try {
      const code = report(thrown, false);
      return { code, text };
    } finally {
      process.stderr.write = write;
    }
  };

  it("a person's mistake is printed alone, with its own exit code", () => {
    assert.deepEqual(said(new UserError('Do this instead.', 3)), { code: 3, text: 'Do this instead.\n' });
  });

  it('ours comes with its stack', () => {
    const { code, text } = said(new TypeError('oops'));
    assert.equal(code, 70);
    assert.match(
      text,
      /^TypeError: oops\n {4}at .*\nThis is a mistake of Blossom, not yours: please open an issue/s,
    );
  });
});

describe('blossom before the build', () => {
  after(removeAll);

  it('says what to do', async () => {
    const course = bareCourse();
    const finished = await run(join(course, 'kernel-lib', 'bin', 'blossom.js'), ['run', '00']);
    assert.equal(finished.code, 1);
    assert.equal(
      sentenceIn(finished),
      'Blossom is not built yet: run `npm start` (or `npm run build`) in the course folder first.',
    );
  });
});
