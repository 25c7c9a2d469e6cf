/** One set-up at a time: a lock file that names the processes at work, taken over once all of them are gone. */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { birthOf, isAlive } = require('./processes.js');
const { SetupError } = require('./errors.js');

/**
 * Takes the lock or throws a SetupError that names the process that has it.
 * @returns {{addProcess(pid: number): void, release(): void}} `addProcess` names a child that outlives us if we are
 *   killed (npm goes on writing): the lock stays taken until that child is gone, too.
 */
function takeLock(file) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const processes = [{ pid: process.pid, birth: birthOf(process.pid) }];
  const content = () => JSON.stringify({ since: new Date().toISOString(), processes });
  for (let attempt = 0; !create(file, content()); attempt++) {
    const holder = holderOf(file);
    if (holder !== undefined || attempt > 20) throw new SetupError(busySentence(holder));
    takeOver(file);
  }
  return {
    addProcess(pid) {
      processes.push({ pid, birth: birthOf(pid) });
      fs.writeFileSync(file, content());
    },
    release: () => fs.rmSync(file, { force: true }),
  };
}

function create(file, content) {
  try {
    fs.writeFileSync(file, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** The living process that holds the lock, if any. A file that is no JSON is a lock being written or torn. */
function holderOf(file) {
  let lock;
  for (let attempt = 0; attempt < 5; attempt++) {
    try {
      lock = JSON.parse(fs.readFileSync(file, 'utf8'));
      break;
    } catch (error) {
      if (error.code === 'ENOENT') return undefined;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    }
  }
  const others = (lock?.processes ?? []).filter(({ pid }) => pid !== process.pid);
  return others.find(isAlive);
}

/** Moves a dead lock away. The name is ours alone, so of two who try only one moves it. */
function takeOver(file) {
  const aside = `${file}.${process.pid}`;
  try {
    fs.renameSync(file, aside);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return;
  }
  const moved = holderOf(aside);
  // Another process took the dead lock over in between, and we moved its living one: put it back.
  if (moved !== undefined && !fs.existsSync(file)) fs.renameSync(aside, file);
  else fs.rmSync(aside, { force: true });
}

function busySentence(holder) {
  const who = holder === undefined ? '' : ` (process ${holder.pid})`;
  return `A set-up of this course is running already${who}: wait until it is done, or end it, and run this again.`;
}

module.exports = { takeLock };
