/** `npm start` from flags to Ctrl+C, with a stand-in for JupyterLab that answers at once. */
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import {
  bareCourse,
  readyCourse,
  removeAll,
  run,
  script,
  sentenceIn,
  start,
  type Finished,
} from './course.js';

/** Listens on the port that it is told, answers with its flags, and ends when it is asked to. */
const JUPYTER = `#!${process.execPath}
const http = require('http');
const port = Number(process.argv.find((flag) => flag.startsWith('--ServerApp.port=')).split('=')[1]);
if (process.env.FAKE_FAILS) { console.error('It does not want to.'); process.exit(3); }
http.createServer((request, response) => {
  if (request.headers.authorization !== 'token ' + process.env.JUPYTER_TOKEN) return response.writeHead(403).end();
  response.end(JSON.stringify(process.argv));
  if (request.url === '/api/shutdown') process.exit(0);
}).listen(port, '127.0.0.1');
`;

interface Environment {
  folder: string;
}
interface PythonScript {
  jupyter: Environment;
  stampOf(environment: Environment): string;
  inputsOf(environment: Environment): string;
}

/** A course that is set up, with the stand-in as its JupyterLab and one small lesson. */
function courseWithJupyter(name?: string): string {
  const course = readyCourse(name);
  const bin = join(course, '.venv', 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'python'), JUPYTER);
  chmodSync(join(bin, 'python'), 0o755);
  const { jupyter, stampOf, inputsOf } = script<PythonScript>('setup/python.js', course);
  const { writeStamp } = script<{ writeStamp(stamp: string, inputs: string): void }>(
    'setup/stamps.js',
    course,
  );
  writeStamp(stampOf(jupyter), inputsOf(jupyter));
  const lesson = { cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 };
  writeFileSync(join(course, 'notebooks', '00-journey.ipynb'), JSON.stringify(lesson));
  return course;
}

const starter = (course: string) => join(course, 'scripts', 'start.js');
const LINK =
  /The course is open: (http:\/\/127\.0\.0\.1:(\d+)\/lab\/tree\/notebooks\/00-journey\.ipynb\?token=[0-9a-f]{48})\n/;

/** A port that somebody listens on. */
async function portInUse(): Promise<{ port: number; free(): void }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, free: () => server.close() };
}

describe('npm start', function () {
  this.timeout(60_000);
  after(removeAll);

  it('--help tells its flags without any set-up', async () => {
    const course = bareCourse();
    const { code, stdout } = await run(starter(course), ['--help']);
    assert.equal(code, 0);
    for (const flag of ['--port', '--no-browser', '--no-python', 'run notebooks/'])
      assert.ok(stdout.includes(flag), flag);
    assert.equal(existsSync(join(course, '.blossom')), false);
  });

  for (const [args, sentence] of [
    [['--prot', '1'], /^npm start cannot read "--prot 1": it knows --port N/],
    [['--port', 'x'], /^--port is "x", but a port is a whole number from 1 to 65535\.$/],
    [['--port', '70000'], /^--port is "70000"/],
    [['--port'], /^npm start cannot read "--port"/],
  ] as const) {
    it(`refuses ${args.join(' ')} before any set-up`, async () => {
      const course = bareCourse();
      const finished = await run(starter(course), [...args]);
      assert.equal(finished.code, 1);
      assert.match(sentenceIn(finished), sentence);
      assert.equal(existsSync(join(course, '.blossom')), false);
    });
  }

  it('opens the first lesson, shows its link to a second start, and Ctrl+C leaves nothing', async () => {
    const course = courseWithJupyter('我的 课程');
    const first = start(starter(course), ['--no-browser']);
    const [, url, port] = LINK.exec(await first.said('Ctrl+C here ends it.')) ?? [];
    assert.ok(url && port);
    assert.ok(existsSync(join(course, 'work', 'notebooks', '00-journey.ipynb')));
    const spec = join(course, '.venv', 'share', 'jupyter', 'kernels', 'blossom', 'kernel.json');
    assert.equal(
      (JSON.parse(readFileSync(spec, 'utf8')) as { display_name: string }).display_name,
      'TypeScript (Blossom)',
    );

    const second = await run(starter(course), ['--no-browser']);
    assert.equal(second.code, 0);
    assert.equal(second.stdout, `The course is open already (process ${first.child.pid}): ${url}\n`);
    const elsewhere = await run(starter(course), [
      '--no-browser',
      '--port',
      port === '9123' ? '9124' : '9123',
    ]);
    assert.equal(elsewhere.code, 1);
    assert.match(
      sentenceIn(elsewhere),
      /^The course is open already on port \d+ .*: end that one with Ctrl\+C first/,
    );

    first.child.kill('SIGINT');
    assert.equal((await first.finished).code, 0);
    assert.equal(existsSync(join(course, '.blossom', 'server.json')), false);
    await assert.rejects(fetch(url));
  });

  it('two at once: one serves, the other shows its link', async () => {
    const course = courseWithJupyter();
    const both = [start(starter(course), ['--no-browser']), start(starter(course), ['--no-browser'])];
    const shown = await Promise.all(both.map(({ said }) => said('?token=')));
    assert.deepEqual(shown.map((text) => /open( already)?/.exec(text)![0]).sort(), ['open', 'open already']);
    const link = (text: string) => /http\S+/.exec(text)![0];
    assert.equal(link(shown[0]!), link(shown[1]!));
    const serving = both.find((_, index) => !shown[index]!.includes('already'))!;
    serving.child.kill('SIGTERM');
    await Promise.all(both.map(({ finished }) => finished));
  });

  it('takes over a record that was torn while it was written', async () => {
    const course = courseWithJupyter();
    mkdirSync(join(course, '.blossom'), { recursive: true });
    writeFileSync(join(course, '.blossom', 'server.json'), '{"pid":');
    const again = start(starter(course), ['--no-browser']);
    assert.match(await again.said('Ctrl+C here ends it.'), LINK);
    again.child.kill('SIGINT');
    await again.finished;
  });

  it('takes over the record of a start that was killed', async () => {
    const course = courseWithJupyter();
    mkdirSync(join(course, '.blossom'), { recursive: true });
    const { port, free } = await portInUse();
    free();
    const nobody = 2 ** 22 + 1; // above the largest process number of Linux
    const dead = { pid: nobody, port, token: 'x', url: 'x' };
    writeFileSync(join(course, '.blossom', 'server.json'), JSON.stringify(dead));
    const again = start(starter(course), ['--no-browser']);
    assert.match(await again.said('Ctrl+C here ends it.'), LINK);
    again.child.kill('SIGINT');
    await again.finished;
  });

  it('a port in use: one sentence for --port, the next free one without', async () => {
    const course = courseWithJupyter();
    const { port, free } = await portInUse();
    const finished = await run(starter(course), ['--no-browser', '--port', String(port)]);
    free();
    assert.equal(finished.code, 1);
    assert.equal(
      sentenceIn(finished),
      `Port ${port} is in use by another program: name another one with --port, or leave --port out and a free one is taken.`,
    );
    assert.equal(existsSync(join(course, '.blossom', 'server.json')), false);
  });

  it('a JupyterLab that does not start: its words, where the log is, exit code 1', async () => {
    const course = courseWithJupyter();
    const { code, stderr } = await run(starter(course), ['--no-browser'], { env: { FAKE_FAILS: '1' } });
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^It does not want to\.\nJupyterLab did not start \(its words are above, all of them in .*jupyter\.log\)\.\n$/,
    );
    assert.equal(existsSync(join(course, '.blossom', 'server.json')), false);
  });

  it('--no-python: installs the kernel for the person and says what VS Code needs', async () => {
    const course = courseWithJupyter();
    const home = bareCourse('home');
    const env = {
      HOME: home,
      USERPROFILE: home,
      APPDATA: join(home, 'AppData'),
      JUPYTER_DATA_DIR: join(home, 'jupyter'),
    };
    const { code, stdout } = await run(starter(course), ['--no-python'], { env, cwd: course });
    assert.equal(code, 0);
    assert.match(
      stdout,
      /In VS Code: install the extension "Jupyter" \(nothing else\), open work\/notebooks\/00-journey/,
    );
    assert.match(stdout, /npx blossom run work\/notebooks\/00-journey\.ipynb\n$/);
    assert.ok(existsSync(join(home, 'jupyter', 'kernels', 'blossom', 'kernel.json')));
  });

  it('a word after it runs the command line', async () => {
    const course = readyCourse();
    const { code, stdout } = await run(starter(course), [
      'kernel',
      'install',
      '--prefix',
      join(course, 'x'),
      '--json',
    ]);
    assert.equal(code, 0, stdout);
    assert.equal(
      (JSON.parse(stdout) as { installed: string }).installed,
      join(course, 'x', 'share/jupyter/kernels/blossom'),
    );
  });
});

describe('npm start in a folder that one may not write to', function () {
  this.timeout(60_000);
  after(removeAll);

  const refused = (finished: Finished, course: string) => {
    assert.equal(finished.code, 1);
    assert.match(
      sentenceIn(finished),
      /^Blossom cannot write in .* \(E[A-Z]+\): copy the course to a folder that you may write to/,
    );
    assert.ok(sentenceIn(finished).includes(course));
  };

  it('says so in one sentence and writes nothing', async () => {
    const course = bareCourse();
    const before = readdirSync(course);
    chmodSync(course, 0o555);
    chmodSync(join(course, '..'), 0o755);
    // root may write everywhere, so another user asks.
    const other = process.getuid?.() === 0 ? { uid: 65534 } : {};
    const finished = await run(starter(course), ['--no-python'], { cwd: course, ...other });
    chmodSync(course, 0o755);
    refused(finished, course);
    assert.deepEqual(readdirSync(course), before);
  });

  it('says so where a file is in the way', async () => {
    const course = bareCourse();
    writeFileSync(join(course, '.blossom'), 'a file');
    refused(await run(starter(course), ['--no-python']), course);
  });
});
