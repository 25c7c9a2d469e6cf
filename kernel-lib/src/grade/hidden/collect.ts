/** Runs an author's `hidden.js` once, to learn its groups and checks; hands it the kit in which they then run. */
import { seededRandom, type Random } from '../../random.js';
import { AuthorError } from '../tasks.js';
import { LearnerFailure } from './failures.js';
import { close, expect, finiteDifferences, fits, normals, same, tensor } from './judging.js';
import type { CheckOptions, GroupOptions, HiddenChecks, Kit } from './kit.js';
import type { Reference } from './reference.js';
import type { Said, Subject } from './subject.js';

export interface Check {
  title: string;
  options: CheckOptions;
  body: () => void | Promise<void>;
}

export interface Group {
  title: string;
  options: Required<GroupOptions>;
  checks: Check[];
}

/** What the kit's words mean while one check runs. */
export interface Scene {
  subject: Subject;
  random: Random;
  /** Why a call gave nothing, also where the author's code went on. */
  failure?: LearnerFailure;
  /** Questions without an answer yet. */
  open: number;
}

export interface Collected {
  groups: Group[];
  /** To be called before each check. */
  enter(scene: Scene): void;
}

const GROUP_DEFAULTS = { seconds: 5, megabytes: 1024 };

/**
 * @param seed - of the parts of a title: random numbers while a `describe` is read.
 * Throws an AuthorError where a rule of the kit is broken; what `hidden` throws passes through.
 */
export function collect(
  hidden: HiddenChecks,
  reference: Reference,
  seed: (...parts: string[]) => number,
): Collected {
  const groups: Group[] = [];
  let open: Group | undefined;
  let random = seededRandom(seed());
  let scene: Scene | undefined;

  const describe = (title: string, ...rest: unknown[]) => {
    const [options, body] = rest.length > 1 ? rest : [{}, rest[0]];
    demand(open === undefined, `describe "${title}" stands inside another describe`);
    demand(typeof body === 'function', `describe "${title}" has no body`);
    demand(!groups.some((one) => one.title === title), `there are two groups "${title}"`);
    open = { title, options: { ...GROUP_DEFAULTS, ...(options as GroupOptions) }, checks: [] };
    groups.push(open);
    random = seededRandom(seed(title));
    (body as () => void)();
    demand(open.checks.length > 0, `the group "${title}" has no check`);
    open = undefined;
  };
  const it: Kit['it'] = (title, options, body) => {
    if (open === undefined) throw new AuthorError(`it "${title}" stands outside of a describe`);
    demand(typeof options?.tell === 'string' && options.tell !== '', `it "${title}" has no tell`);
    demand(typeof body === 'function', `it "${title}" has no body`);
    demand((options.weight ?? 1) >= 0, `it "${title}" has the weight ${options.weight}`);
    demand(!open.checks.some((one) => one.title === title), `there are two checks "${title}"`);
    open.checks.push({ title, options, body });
  };
  const ask = async (name: string, args: readonly unknown[], sendArguments: boolean): Promise<Said> => {
    if (scene === undefined) throw new AuthorError(`learner("${name}") is called outside of a check`);
    const here = scene;
    here.open++;
    const said = await here.subject.ask(name, args, sendArguments).finally(() => here.open--);
    if (said.kind === 'nothing') throw (here.failure ??= new LearnerFailure(said.outcome));
    return said;
  };
  const answer = async (name: string, args: readonly unknown[], sendArguments: boolean) => {
    const here = scene;
    const said = await ask(name, args, sendArguments);
    if (said.kind !== 'value') {
      const failure = new LearnerFailure(said.outcome);
      if (here !== undefined) here.failure ??= failure;
      throw failure;
    }
    return said;
  };
  const generator: Random = Object.assign(() => random(), {
    state: () => random.state(),
    restore: (saved: number) => random.restore(saved),
  });
  hidden({
    describe,
    it,
    learner: (name, ...args) => handled(answer(name, args, false).then(({ value }) => value)),
    learnerWithArguments: (name, ...args) =>
      handled(answer(name, args, true).then((said) => ({ value: said.value, args: said.args }))),
    learnerThrows: (name, ...args) => handled(ask(name, args, false).then((said) => said.kind === 'threw')),
    reference: (name, ...args) => reference.call(name, args),
    random: generator,
    normal: (count) => normals(generator, count),
    tensor,
    close,
    same,
    expect,
    finiteDifferences,
    fits,
  });
  demand(groups.length > 0, 'it has no group');
  return {
    groups,
    enter: (entered) => {
      scene = entered;
      random = entered.random;
    },
  };
}

function demand(condition: boolean, problem: string): asserts condition {
  if (!condition) throw new AuthorError(`hidden.js: ${problem}`);
}

/** A promise that the author forgets is no unhandled rejection of the whole driver; `Scene.open` tells of it. */
function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
