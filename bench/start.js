/** `npm start` where all is set up, until JupyterLab answers, against JupyterLab alone in the same environment. */
'use strict';

const path = require('node:path');
const { spawn } = require('node:child_process');
const { root, environment, pythonIn } = require('../scripts/setup/paths.js');
const { median } = require('./support/numbers.js');

const ROUNDS = 3;
const TOKEN = 'a-bench-needs-no-secret';
const LIMIT = 60;

/** Seconds until the program has printed an address and the server behind it answers; then it is ended. */
async function untilItAnswers(command, args, token) {
  const start = performance.now();
  const child = spawn(command, args, { cwd: root, env: { ...process.env, CI: '1' } });
  const gone = new Promise((resolve) => child.once('close', resolve));
  try {
    const { origin, searchParams } = await addressOf(child);
    const headers = { Authorization: `token ${token ?? searchParams.get('token')}` };
    // JupyterLab alone prints its address a moment before it listens.
    const answers = () =>
      fetch(`${origin}/api/status`, { headers }).then(
        ({ ok }) => ok,
        () => false,
      );
    while (!(await answers())) {
      if (performance.now() - start > LIMIT * 1000)
        throw new Error(`${origin} did not answer in ${LIMIT} s.`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return (performance.now() - start) / 1000;
  } finally {
    child.kill('SIGTERM');
    await gone;
  }
}

function addressOf(child) {
  return new Promise((resolve, reject) => {
    let said = '';
    const read = (chunk) => {
      said += chunk;
      const address = /http:\/\/127\.0\.0\.1:\d+\/lab\S*token=\S+/.exec(said);
      if (address !== null) resolve(new URL(address[0]));
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('close', () => reject(new Error(`It ended before it gave an address:\n${said}`)));
  });
}

const ours = () => untilItAnswers(process.execPath, [path.join(root, 'scripts', 'start.js'), '--no-browser']);
const alone = () =>
  untilItAnswers(
    pythonIn(environment),
    [
      ...['-m', 'jupyterlab', '--no-browser', '--allow-root', '--ServerApp.port=0'],
      `--IdentityProvider.token=${TOKEN}`,
    ],
    TOKEN,
  );

exports.run = async () => {
  const times = { ours: [], alone: [] };
  for (let round = 0; round < ROUNDS; round++) {
    times.ours.push(await ours());
    times.alone.push(await alone());
  }
  const [a, b] = [median(times.ours), median(times.alone)];
  const row = { bench: 'start', name: 'second npm start, against JupyterLab alone', unit: 's' };
  return [{ ...row, ours: a, peer: b, ratio: a / b, of: 'ours', goal: { max: 6 } }];
};
