/** The lines of set-up: one a step, with its time. */
'use strict';

/**
 * Runs the steps in order. When all of them are ready nothing is printed.
 * A step with `beside` needs no other one: it works from the beginning beside them, and is told of in its turn.
 * @param {{name: string, ready(): boolean, make(): Promise<string | void>, beside?: boolean}[]} steps - `make` may
 *   return a remark, which stands behind the time.
 */
async function runSteps(steps, title) {
  const due = steps.map((step) => !step.ready());
  if (!due.includes(true)) return;
  console.log(title);
  const early = new Map();
  for (const step of steps) if (step.beside && !step.ready()) early.set(step, startEarly(step));
  for (const [index, step] of steps.entries()) {
    const label = `  ${index + 1}/${steps.length} ${step.name.padEnd(12)} … `;
    // Asked again: a step before this one may have changed what this one is made from.
    if (early.has(step)) await timed(label, early.get(step).result, early.get(step).start);
    else if (step.ready()) console.log(`${label}ready`);
    else await timed(label, async () => ({ remark: await step.make() }), Date.now());
  }
}

/** Its failure waits until the step's turn comes. */
function startEarly(step) {
  const start = Date.now();
  const settled = step.make().then(
    (remark) => ({ remark, end: Date.now() }),
    (error) => ({ error, end: Date.now() }),
  );
  const result = async () => {
    const { error, remark, end } = await settled;
    if (error !== undefined) throw error;
    return { remark, end };
  };
  return { start, result };
}

async function timed(label, make, start) {
  const seconds = (end = Date.now()) => `${((end - start) / 1000).toFixed(0)} s`;
  const live = process.stdout.isTTY === true;
  process.stdout.write(label);
  const timer = live && setInterval(() => process.stdout.write(`\r${label}${seconds()} `), 1000);
  try {
    const { remark, end } = await make();
    const behind = typeof remark === 'string' ? ` (${remark})` : '';
    process.stdout.write(`${live ? `\r${label}` : ''}${seconds(end)}${behind}\n`);
  } catch (error) {
    process.stdout.write('failed\n');
    throw error;
  } finally {
    if (timer) clearInterval(timer);
  }
}

module.exports = { runSteps };
