/** The lines of set-up, and what works beside what. */
import assert from 'node:assert/strict';
import { script } from './course.js';

interface Step {
  name: string;
  ready(): boolean;
  make(): Promise<string | void>;
  beside?: boolean;
}
const { runSteps } = script<{ runSteps(steps: Step[], title: string): Promise<void> }>('setup/steps.js');

/** Runs the steps and returns what was printed, times as `N s`. */
async function printed(steps: Step[]): Promise<{ text: string; error?: unknown }> {
  const { write } = process.stdout;
  const { log } = console;
  let text = '';
  let failure: { error?: unknown } = {};
  process.stdout.write = (chunk: string | Uint8Array) => {
    text += String(chunk);
    return true;
  };
  console.log = (line: string) => {
    text += `${line}\n`;
  };
  try {
    await runSteps(steps, 'Title');
  } catch (error) {
    failure = { error };
  } finally {
    process.stdout.write = write;
    console.log = log;
  }
  // On a terminal a line is written again and again; what stays is what follows the last return.
  return { text: text.replace(/[^\n]*\r/g, '').replace(/\d+ s/g, 'N s'), ...failure };
}

const ready = (name: string): Step => ({
  name,
  ready: () => true,
  make: () => Promise.reject(new Error('never')),
});
const due = (name: string, make: () => Promise<string | void>, beside = false): Step => ({
  name,
  ready: () => false,
  make,
  beside,
});
const after = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

describe('setup: steps', () => {
  it('print nothing when all is ready', async () => {
    assert.deepEqual(await printed([ready('a'), ready('b')]), { text: '' });
  });

  it('print one line each, with a remark', async () => {
    const { text } = await printed([ready('packages'), due('library', () => Promise.resolve('left out'))]);
    assert.equal(text, 'Title\n  1/2 packages     … ready\n  2/2 library      … N s (left out)\n');
  });

  it('work beside the ones before them, and stop at the first failure', async () => {
    const order: string[] = [];
    const note = (text: string) => Promise.resolve(void order.push(text));
    const slow = due('slow', async () => {
      await note('slow begins');
      await after(30);
      await note('slow ends');
    });
    const beside = due('beside', () => note('beside'), true);
    const fails = due('fails', () => Promise.reject(new Error('no')));
    const { text, error } = await printed([slow, beside, fails, due('never', () => note('never'))]);
    assert.deepEqual(order, ['beside', 'slow begins', 'slow ends']);
    assert.equal((error as Error).message, 'no');
    assert.match(text, /3\/4 fails {8}… failed\n$/);
  });

  it('tell a failure beside in its turn', async () => {
    const beside = due('beside', () => Promise.reject(new Error('early')), true);
    const { text, error } = await printed([due('first', () => after(20)), beside]);
    assert.equal((error as Error).message, 'early');
    assert.match(text, /1\/2 first {8}… N s\n {2}2\/2 beside {7}… failed\n$/);
  });
});
