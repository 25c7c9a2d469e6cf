/** Child processes of set-up: quiet while all goes well, ended with us, their last words kept for an error. */
'use strict';

const fs = require('node:fs');
const { spawn } = require('node:child_process');

const running = new Set();

/**
 * Runs a program to its end.
 * @returns {Promise<{code: number, output: string}>} the exit code (−1 where it could not start) and stdout + stderr.
 */
function run(command, args, { cwd, env = process.env, show = false, onStart = () => {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      // npm on Windows is a .cmd file, which only a shell can start.
      shell: process.platform === 'win32' && command.endsWith('.cmd'),
    });
    let output = '';
    const keep = (chunk) => (output = (output + chunk).slice(-100_000));
    child.stdout?.setEncoding('utf8').on('data', keep);
    child.stderr?.setEncoding('utf8').on('data', keep);
    running.add(child);
    if (child.pid !== undefined) onStart(child.pid);
    child.on('error', (error) => {
      running.delete(child);
      resolve({ code: -1, output: `${command}: ${error.message}` });
    });
    child.on('close', (code, signal) => {
      running.delete(child);
      resolve({ code: code ?? -1, output: signal === null ? output : `${output}\nended by ${signal}` });
    });
  });
}

/** Ends what still runs and waits until it is gone. */
async function endChildren() {
  const gone = [...running].map((child) => new Promise((resolve) => child.once('close', resolve)));
  for (const child of running) child.kill('SIGKILL');
  await Promise.all(gone);
}

/**
 * Ends what still runs when we are told to end; exit code 130 as for any program that Ctrl+C ended.
 * @returns a function that takes the handlers off again.
 */
function endChildrenWithUs(cleanUp = () => {}) {
  const end = () => {
    for (const child of running) child.kill('SIGKILL');
    cleanUp();
    process.stderr.write('\nStopped. Run it again to go on: what is finished is kept.\n');
    process.exit(130);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, end);
  return () => signals.forEach((signal) => process.off(signal, end));
}

/**
 * When a process was born (in the machine's own units), so that a number that was given to a new process is not
 * taken for the old one. Only Linux tells this in a file; elsewhere the number alone must do.
 */
function birthOf(pid) {
  if (process.platform !== 'linux') return 'unknown';
  try {
    const fields = fs
      .readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    const ended = fields[0] === 'Z' || fields[0] === 'X';
    return ended ? 'ended' : fields[19];
  } catch {
    return 'ended'; // no such file: no such process
  }
}

function isAlive({ pid, birth }) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM'; // somebody else's process, but alive
  }
  return birthOf(pid) === birth;
}

module.exports = { run, endChildren, endChildrenWithUs, birthOf, isAlive };
