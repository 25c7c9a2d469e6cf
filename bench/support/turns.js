/** Measures several programs in turns, each in a process of its own, never two at once. */
'use strict';

const { setTimeout: pause } = require('node:timers/promises');
const { startAnswering } = require('./asks.js');

/** PyTorch's threads go on spinning for up to 0.2 s after their work. */
const REST = 300;

/**
 * @param {object} sides - by name: what starts each, as `{program, args, env}`.
 * @param {object} how - `rounds` that count after `warm` ones that do not, and the `question` of each round.
 * @returns {Promise<object>} the answers by name.
 */
exports.inTurns = async (sides, { rounds, warm = 1, question }) => {
  const programs = Object.entries(sides).map(([name, { program, args, env }]) => ({
    name,
    peer: startAnswering(program, args, env),
  }));
  const answers = Object.fromEntries(programs.map(({ name }) => [name, []]));
  try {
    for (let round = -warm; round < rounds; round++) {
      for (const { name, peer } of programs) {
        await pause(REST);
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
exports.untilAnswer = async ({ program, args, env }, question) => {
  await pause(REST);
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
