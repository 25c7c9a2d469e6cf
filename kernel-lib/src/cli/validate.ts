/** `blossom validate [TASK…]`: whether exercises are sound, for their authors. */
import { Command } from 'commander';
import { hideBanner } from '../backend/hide-banner.js';
import { places } from '../config.js';
import type { Hunt } from '../grade/mutants/hunt.js';
import { huntMutants, placesOf, validateTasks, type Validation } from '../grade/validate.js';

const EXAMPLES = `
Examples:
  $ npx blossom validate                    every task of the course; some minutes
  $ npx blossom validate softmax            one task
  $ npx blossom validate softmax --quick    without mutants and without a process for each group of checks
Exit codes: 0 sound, 1 something to mend. A surviving mutant is listed; below 95 % killed is something to mend.`;

/** Below it, the checks of a task miss too much. */
const LEAST_KILL_RATE = 95;

interface ValidateWords {
  json?: boolean;
  quick?: boolean;
}

export function validateCommand(): Command {
  return new Command('validate')
    .description('prove that exercises reject what is wrong and accept what is right')
    .argument('[task...]', 'these tasks instead of all of them')
    .option('--quick', 'leave mutants out, and run all files of a task in one process')
    .option('--json', 'print what was found as JSON')
    .addHelpText('after', EXAMPLES)
    .action(validate);
}

async function validate(tasks: string[], { json = false, quick = false }: ValidateWords): Promise<void> {
  hideBanner();
  const wanted = tasks.length === 0 ? undefined : tasks;
  const names = (await placesOf(places.root, wanted)).map(({ task }) => task);
  const validations: Validation[] = [];
  const hunts: Hunt[] = [];
  for (const task of names) {
    const found = await validateTasks(places.root, { tasks: [task], quick });
    validations.push(...found);
    if (!json) console.log(describeValidations(task, found));
    // The mutants of a task whose own solution fails would say nothing.
    if (quick || !found.every(({ ok }) => ok)) continue;
    const hunted = await huntMutants(places.root, task);
    hunts.push(hunted);
    if (!json) console.log(describeHunt(hunted));
  }
  const summary = summarize(validations, hunts);
  if (json) console.log(JSON.stringify({ validations, hunts, summary }, null, 1));
  else console.log(describeSummary(summary));
  if (!summary.sound) process.exitCode = 1;
}

function summarize(validations: Validation[], hunts: Hunt[]) {
  const sum = (of: (one: Hunt) => number) => hunts.reduce((total, one) => total + of(one), 0);
  const counted = sum(({ mutants, equal }) => mutants - equal);
  const runs = sum(({ accepted, refused }) => accepted + refused.length);
  const refused = sum((one) => one.refused.length);
  const isHuntSound = hunts.every((one) => one.killRate >= LEAST_KILL_RATE && one.refused.length === 0);
  return {
    demands: validations.length,
    unmet: validations.filter(({ ok }) => !ok).length,
    mutants: sum(({ mutants }) => mutants),
    equal: sum(({ equal }) => equal),
    killed: sum(({ killed }) => killed),
    killRate: counted === 0 ? null : (100 * sum(({ killed }) => killed)) / counted,
    rightRuns: runs,
    falseRejectRate: runs === 0 ? null : (100 * refused) / runs,
    sound: validations.every(({ ok }) => ok) && isHuntSound,
  };
}

function describeValidations(task: string, found: Validation[]): string {
  const unmet = found.filter(({ ok }) => !ok);
  const lines = unmet.map(({ what, wanted, got }) => `    ${what}: wanted ${wanted}, got ${got}`);
  const count = (kind: string) => found.filter(({ what, ok }) => ok && what.startsWith(`${kind}/`)).length;
  const told = `${count('wrong')} wrong ones rejected, ${count('alternatives')} right ones accepted`;
  return [`${unmet.length === 0 ? '✓' : '✗'} ${task}: ${told}`, ...lines].join('\n');
}

function describeHunt({ mutants, equal, killed, killRate, survivors, accepted, refused }: Hunt): string {
  const lines = survivors.map(
    ({ operator, line, before, after, differs }) =>
      `    survived (${operator}, line ${line}):\n      - ${before}\n      + ${after}\n      differs on ${differs}`,
  );
  return [
    `    ${mutants} mutants: ${killed} rejected, ${equal} equal, ${survivors.length} survived (${killRate.toFixed(1)} %)`,
    `    right answers: ${accepted} runs accepted, ${refused.length} refused`,
    ...lines,
    ...refused.map((one) => `    refused: ${one}`),
  ].join('\n');
}

function describeSummary(summary: ReturnType<typeof summarize>): string {
  const { demands, unmet, mutants, equal, killed, killRate, rightRuns, falseRejectRate } = summary;
  const lines = [
    unmet === 0 ? `All ${demands} demands are met.` : `${unmet} of ${demands} demands are not met.`,
  ];
  if (killRate !== null)
    lines.push(
      `Mutants rejected: ${killed} of ${mutants - equal} (${killRate.toFixed(1)} %); ${equal} more are equal.`,
    );
  if (falseRejectRate !== null)
    lines.push(
      `Right answers refused: ${falseRejectRate.toFixed(2)} % of ${rightRuns} runs, each with numbers of its own.`,
    );
  return lines.join('\n');
}
