/** Measures several programs in turns, each in a process of its own, never two at once. */
'use strict';

const os = require('node:os');
const { setTimeout: pause } = require('node:timers/promises');
const { startAnswering } = require('./asks.js');

/** PyTorch's threads go on spinning for up to 0.2 s after their work. */
const REST = 300;
/** How long we look at a machine on which nobody of us works, and how often we look for a quiet moment. */
const LOOK = 100;
const LOOKS = 30;
/** The share of the machine at which a moment is quiet. */
const QUIET = 0.1;

/** Milliseconds of all processors since the start: at work, and in all. */
function processorTimes() {
  const times = os.cpus().map((cpu) => cpu.times);
  const all = times.flatMap(Object.values).reduce((sum, ms) => sum + ms, 0);
  return { all, busy: all - times.reduce((sum, { idle }) => sum + idle, 0) };
}

/** What other programs do: the machine's time, and how much of it is taken. */
async function look() {
  const before = processorTimes();
  await pause(LOOK);
  const after = processorTimes();
  return { all: after.all - before.all, busy: after.busy - before.busy };
}

/** Waits until the last side rests, and for a quiet moment, but not for long; the last look is added to `rests`. */
async function rest(rests) {
  await pause(REST);
  let seen = await look();
  for (let i = 1; i < LOOKS && seen.busy > QUIET * seen.all; i++) seen = await look();
  rests.push(seen);
}

/** A row that tells how busy the machine was while all sides rested: figures are good where that is little. */
exports.otherWork = (bench, rests) => {
  const sum = (what) => rests.reduce((total, one) => total + one[what], 0);
  return { bench, name: 'other work on the machine', unit: '%', ours: (100 * sum('busy')) / sum('all') };
};

/**
 * @param {object} sides - by name: what starts each, as `{program, args, env}`.
 * @param {object} how - `rounds` that count after `warm` ones that do not, the `question` of each round, and `rests`, to
 * which each look at the resting machine is added.
 * @returns {Promise<object>} the answers by name.
 */
exports.inTurns = async (sides, { rounds, warm = 1, question, rests = [] }) => {
  const programs = Object.entries(sides).map(([name, { program, args, env }]) => ({
    name,
    peer: startAnswering(program, args, env),
  }));
  const answers = Object.fromEntries(programs.map(({ name }) => [name, []]));
  try {
    for (let round = -warm; round < rounds; round++) {
      for (const { name, peer } of programs) {
        await rest(rests);
        const answer = await peer.ask(question);
        if (round >= 0) answers[name].push(answer);
      }
    }
  } finally {
    programs.forEach(({ peer }) => peer.end());
  }
  return answers;
};

/** Milliseconds from the start of a process to its first answer. */
exports.untilAnswer = async ({ program, args, env }, { question, rests = [] }) => {
  await rest(rests);
  const start = performance.now();
  const peer = startAnswering(program, args, env);
  try {
    await peer.ask(question);
    return performance.now() - start;
  } finally {
    peer.end();
    await peer.ended;
  }
};
