/** A program that answers one JSON line for each line that it reads: peers are measured in turns with us. */
'use strict';

const { spawn } = require('node:child_process');
const { createInterface } = require('node:readline');

/**
 * @param {object} [env] - added to our own environment.
 * @returns {{ask(question: object): Promise<object>, end(): void, ended: Promise<void>}}
 */
exports.startAnswering = (program, args, env = {}) => {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...env } });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const failure = new Promise((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${program} ended with ${code} before it answered.`)));
  });
  failure.catch(() => {});
  return {
    async ask(question) {
      child.stdin.write(`${JSON.stringify(question)}\n`);
      const { value } = await Promise.race([lines.next(), failure]);
      return JSON.parse(value);
    },
    end: () => void child.stdin.end(),
    ended: new Promise((resolve) => child.once('close', () => resolve())),
  };
};
