/** Finds the answer to each task among the cells of a hand-in. Nothing else of it is taken. */
import type { MatchedBy, SubmittedAnswer } from '../grading.js';
import type { LooseCell, LooseNotebook } from './cells.js';
import { LARGEST_ANSWER, megabytes } from './limits.js';
import { SIMILAR_ENOUGH, similarity } from './similarity.js';
import type { Template, TemplateTask } from './template.js';
import { differences, flagWarnings, isOther } from './tampering.js';

export interface Matched {
  /** One for each task of the lesson, in its order. */
  answers: SubmittedAnswer[];
  warnings: string[];
  /** Tasks for which some cell was found. */
  found: number;
  /** Tasks whose stub was replaced. */
  written: number;
}

interface Claim {
  cell: LooseCell;
  by: MatchedBy;
}

/** How many tasks of the lesson some cell names, by task id or cell id. */
export const namedTasks = ({ cells }: LooseNotebook, { tasks }: Template) =>
  tasks.filter((task) => claimsOf(task, cells).length > 0).length;

export function matchAnswers({ cells, lang }: LooseNotebook, template: Template): Matched {
  const claims = new Map(template.tasks.map((one) => [one.task, claimsOf(one, cells)]));
  const claimed = new Set([...claims.values()].flat().map(({ cell }) => cell));
  const free = cells.filter((cell) => !claimed.has(cell) && !isOther(cell, template));
  const similar = similarCells(
    template.tasks.filter(({ task }) => claims.get(task)!.length === 0),
    free,
  );
  const warnings: string[] = [];
  const taken = new Set(similar.map(({ claim }) => claim.cell));
  const extra = extraCells(
    template,
    free.filter((cell) => !taken.has(cell)),
  );
  const answers = template.tasks.map((one) => {
    const named = claims.get(one.task)!;
    const found =
      named.length > 0 ? named : similar.filter(({ task }) => task === one).map(({ claim }) => claim);
    const beside = extra.filter(({ task }) => task === one);
    warnings.push(...beside.map(extraWarning));
    const answer = answerOf(one, found, warnings);
    return isWritten(answer, one) ? answer : withExtra(answer, beside);
  });
  warnings.push(...differences(cells, template.others[lang]));
  return {
    answers,
    warnings,
    found: answers.filter(({ source, candidates }) => source !== undefined || candidates !== undefined)
      .length,
    written: answers.filter((answer, i) => isWritten(answer, template.tasks[i]!)).length,
  };
}

const isWritten = ({ source, candidates }: SubmittedAnswer, { stub }: TemplateTask) =>
  candidates !== undefined || (source !== undefined && !isSame(source, stub));

/** Blank lines around and blanks at the ends of lines do not make another answer. */
const plain = (source: string) =>
  source
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
const isSame = (a: string, b: string) => plain(a) === plain(b);

/** The ids in all lines `// task: some-id`: a learner may have joined two cells. */
const namedIn = (source: string) =>
  [...source.matchAll(/^[^\S\n]*\/\/ *task: *(\S+)[^\S\n]*$/gm)].map(([, id]) => id!);

function claimsOf({ task, cellId }: TemplateTask, cells: LooseCell[]): Claim[] {
  return cells.flatMap((cell): Claim[] => {
    const written = namedIn(cell.source);
    if (written.includes(task)) return [{ cell, by: 'task id' }];
    const kept = cell.blossom['task'] === task || cell.nbgrader['grade_id'] === task;
    if (kept) return [{ cell, by: 'task id' }];
    return cell.id === cellId ? [{ cell, by: 'cell id' }] : [];
  });
}

/** Each free cell goes to the task whose stub it has most of, if it has enough of it. */
function similarCells(tasks: TemplateTask[], free: LooseCell[]): { task: TemplateTask; claim: Claim }[] {
  return free.flatMap((cell) => {
    if (cell.source.length > LARGEST_ANSWER) return [];
    const scores = tasks.map((task) => ({ task, score: similarity(cell.source, task.stub) }));
    const best = scores.sort((a, b) => b.score - a.score)[0];
    if (best === undefined || best.score < SIMILAR_ENOUGH) return [];
    return [{ task: best.task, claim: { cell, by: 'similarity' } }];
  });
}

function answerOf(one: TemplateTask, found: Claim[], warnings: string[]): SubmittedAnswer {
  const { task, stub } = one;
  const usable = found.filter(({ cell }) => {
    if (cell.source.length <= LARGEST_ANSWER) return true;
    const size = `${megabytes(cell.source.length)}, the limit is ${megabytes(LARGEST_ANSWER)}`;
    warnings.push(`The cell of ${task} (cell ${cell.number}) has ${size}; it was not taken.`);
    return false;
  });
  if (usable.length === 0) {
    if (found.length === 0) warnings.push(`No cell of the task ${task} was found.`);
    return { task };
  }
  const written = usable.filter(({ cell }) => !isSame(cell.source, stub));
  const chosen = byStrength(written.length > 0 ? written : usable);
  for (const { cell } of chosen) warnings.push(...flagWarnings(cell, one));
  const different = chosen.filter(
    ({ cell }, i) => chosen.findIndex((other) => isSame(other.cell.source, cell.source)) === i,
  );
  const numbers = different.map(({ cell }) => cell.number).join(' and ');
  if (different.length > 1) {
    warnings.push(`Cells ${numbers} all claim the task ${task} and differ; a person has to choose.`);
    return { task, candidates: different.map(({ cell }) => cell.source) };
  }
  const { cell, by } = different[0]!;
  if (by === 'similarity') {
    warnings.push(
      `Cell ${cell.number} names no task; it was taken for ${task} because it resembles its stub.`,
    );
  }
  return { task, source: cell.source, matchedBy: by };
}

/** Claims by task id where there are any, else by cell id, else by similarity. */
function byStrength(claims: Claim[]): Claim[] {
  const order: MatchedBy[] = ['task id', 'cell id', 'similarity'];
  const best = order.find((by) => claims.some((claim) => claim.by === by));
  return claims.filter(({ by }) => by === best);
}

const DECLARED =
  /^(?:export\s+)?(?:async\s+)?(?:function\*?|const|let|var|class)\s+([\p{L}_$][\p{L}\p{N}_$]*)/gmu;
/** The names that stand at the beginning of a line, as those of a task's functions do. */
const declaredIn = (source: string) => [...source.matchAll(DECLARED)].map(([, name]) => name!);

interface ExtraCell {
  task: TemplateTask;
  name: string;
  cell: LooseCell;
}

/** Cells that declare the function of a task and do not say that they answer it. */
function extraCells({ tasks }: Template, free: LooseCell[]): ExtraCell[] {
  const names = tasks.flatMap((task) => declaredIn(task.stub).map((name) => ({ task, name })));
  return free.flatMap((cell) => {
    const declared = new Set(cell.source.length > LARGEST_ANSWER ? [] : declaredIn(cell.source));
    const found = names.find(({ name }) => declared.has(name));
    return found === undefined ? [] : [{ ...found, cell }];
  });
}

const extraWarning = ({ task: { task }, name, cell }: ExtraCell) =>
  `Cell ${cell.number} declares ${name}, but does not begin with "// task: ${task}"; it was not taken.`;

/** Where the stub was left or is gone, an answer in another cell may be the one that was meant: a person chooses. */
function withExtra(answer: SubmittedAnswer, extra: readonly ExtraCell[]): SubmittedAnswer {
  if (extra.length === 0) return answer;
  const sources = extra.map(({ cell }) => cell.source);
  const own = answer.source === undefined ? [] : [answer.source];
  return { task: answer.task, candidates: [...new Set([...own, ...sources])] };
}
