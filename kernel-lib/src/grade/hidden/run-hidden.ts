/** The hidden checks of one task on one answer: mocha runs the groups, each with a process of its own. */
import { seededRandom } from '../../random.js';
import type { CheckGrade, Outcome } from '../grading.js';
import { collect, type Check, type Collected, type Group, type Scene } from './collect.js';
import type { HiddenChecks } from './kit.js';
import { Learner, type LearnerOptions } from './learner.js';
import { messageFor } from './messages.js';
import type { Reference } from './reference.js';
import { runCheck, type Ran } from './run-check.js';
import { learnerSubject, referenceSubject, type Subject } from './subject.js';

/** Beyond the time of the learner's calls: starting, loading, and what the reference takes. */
const CHECK_SECONDS = 240;

export interface HiddenRun {
  hidden: HiddenChecks;
  reference: Reference;
  /** Of the parts of a title. */
  seed: (...parts: string[]) => number;
  learner: Omit<LearnerOptions, 'seed' | 'seconds' | 'megabytes'>;
  /** Has answered the visible cases; the first group goes on with it. Whoever gives it ends it. */
  first?: Learner;
}

/** Throws an AuthorError, or what `hidden` throws, where the groups cannot be read. */
export async function runHidden(run: HiddenRun): Promise<CheckGrade[]> {
  const { default: Mocha } = await import('mocha');
  const collected = collect(run.hidden, run.reference, run.seed);
  // The base of all reporters prints nothing by itself.
  const mocha = new Mocha({ reporter: Mocha.reporters.Base, timeout: 0 });
  const grades = new Map<Check, CheckGrade>();
  for (const [index, group] of collected.groups.entries()) {
    const suite = Mocha.Suite.create(mocha.suite, group.title);
    const grader = new GroupGrader(run, collected, group, index === 0 ? run.first : undefined);
    for (const check of group.checks) {
      suite.addTest(
        new Mocha.Test(check.title, async () => {
          const grade = await grader.grade(check);
          grades.set(check, grade);
          if (grade.outcome !== 'passed') throw new NotPassed();
        }),
      );
    }
    suite.afterAll(async () => {
      const spoiled = await grader.finish();
      if (spoiled !== undefined)
        for (const check of group.checks) grades.set(check, gradeOf(group, check, { outcome: spoiled }));
    });
  }
  const stray = await new Promise<unknown>((resolve) => {
    let found: unknown;
    const runner = mocha.run(() => resolve(found));
    runner.on('fail', (_test: unknown, error: unknown) => {
      if (!(error instanceof NotPassed)) found ??= error;
    });
  });
  mocha.dispose();
  if (stray !== undefined) throw stray;
  return collected.groups.flatMap((group) => group.checks.map((check) => grades.get(check)!));
}

/** Tells mocha that a check did not pass; what is to be said stands in its grade. */
class NotPassed extends Error {}

class GroupGrader {
  private readonly learner: Learner;
  private readonly subject: Subject;
  private rehearsal: Promise<Map<string, Ran>> | undefined;

  constructor(
    private readonly run: HiddenRun,
    private readonly collected: Collected,
    private readonly group: Group,
    first: Learner | undefined,
  ) {
    const seed = run.seed(group.title, 'Math.random');
    const options = { ...run.learner, ...group.options, seed };
    this.learner = first?.goOn(options) ?? new Learner(options);
    this.subject = learnerSubject(this.learner);
  }

  async grade(check: Check): Promise<CheckGrade> {
    const { group, collected } = this;
    const ran = await runCheck(check, collected, this.scene(check, this.subject), this.seconds());
    if (ran.outcome !== 'threw' && ran.outcome !== 'failed') return gradeOf(group, check, ran);
    // A learner's value may make the author's code throw, and a check may refuse what is right: the reference tells.
    const rehearsed = (await (this.rehearsal ??= this.rehearse())).get(check.title)!;
    if (rehearsed.outcome === 'passed') return gradeOf(group, check, { outcome: 'failed' });
    const detail = `The reference does not pass it: ${rehearsed.detail ?? rehearsed.outcome}`;
    return gradeOf(group, check, { outcome: 'author error', detail });
  }

  /** @returns what the whole group comes to, where its process broke the rules or flooded. */
  async finish(): Promise<Outcome | undefined> {
    await this.learner.finish();
    return this.learner.spoiled;
  }

  /** The same group, with the same numbers, on the reference; read anew, since checks may share variables. */
  private async rehearse(): Promise<Map<string, Ran>> {
    const { hidden, reference, seed } = this.run;
    const collected = collect(hidden, reference, seed);
    const group = collected.groups.find((one) => one.title === this.group.title)!;
    const found = new Map<string, Ran>();
    for (const check of group.checks) {
      const scene = this.scene(check, referenceSubject(reference));
      found.set(check.title, await runCheck(check, collected, scene, this.seconds()));
    }
    return found;
  }

  /** Each check has numbers of its own, so that none depends on how far another came. */
  private scene(check: Check, subject: Subject): Scene {
    const random = seededRandom(this.run.seed(this.group.title, check.title));
    return { subject, random, open: 0 };
  }

  private seconds = () => CHECK_SECONDS + Learner.budget(this.group.options.seconds);
}

function gradeOf(group: Group, check: Check, { outcome, detail }: Ran): CheckGrade {
  const { tell, weight = 1 } = check.options;
  const told = outcome as Outcome;
  const forInstructor = told === 'author error' || told === 'infrastructure error' ? detail : undefined;
  return {
    name: `${group.title}: ${check.title}`,
    hidden: true,
    outcome: told,
    weight,
    message: messageFor(told, tell),
    ...(forInstructor === undefined ? {} : { detail: forInstructor }),
  };
}
