/** What must not be in a hand-out: the lines and strings of everything that stays with the instructor. */
import { readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import ts from 'typescript';
import { fileExists, readText } from '../../files.js';
import { lessonNotebook, listTasks, taskCells, type TaskPlace } from '../tasks.js';
import { longLines, LONG_ENOUGH, squeezed } from './normalise.js';

export type LeakKind = 'answer' | 'hidden check' | 'wrong solution' | 'alternative' | 'checkpoint' | 'secret';

/** What one file of the instructor would give away. */
export interface NeedleSet {
  kind: LeakKind;
  /** The file it comes from, below the course. */
  from: string;
  task?: string;
  /** As `squeezed` text. */
  needles: string[];
}

/**
 * All that stays with the instructor, whichever lessons are released. A set may be empty: an answer that has only short
 * lines cannot be searched.
 */
export async function allNeedles(root: string, secret: string): Promise<NeedleSet[]> {
  const sets: NeedleSet[] = [];
  for (const place of await listTasks(root)) sets.push(...(await needlesOfTask(root, place)));
  sets.push({ kind: 'checkpoint', from: 'data', needles: await checkpointNames(root) });
  const bytes = Buffer.from(secret, 'hex');
  const spellings = [secret, secret.toUpperCase(), bytes.toString('base64'), bytes.toString('base64url')];
  sets.push({ kind: 'secret', from: 'grading/secret', needles: spellings });
  return sets;
}

async function needlesOfTask(root: string, { lesson, task, folder }: TaskPlace): Promise<NeedleSet[]> {
  const cell = async (stubs: boolean) =>
    taskCells(await lessonNotebook(root, lesson, { stubs })).find((one) => one.task === task)?.source ?? '';
  // What the stub shows is known to everybody.
  const stub = squeezed(await cell(true));
  const unknown = (needles: string[]) => needles.filter((needle) => !stub.includes(needle));
  const below = `solutions/${lesson}/${task}`;
  const sets: NeedleSet[] = [
    { kind: 'answer', from: `solutions/${lesson}.ts`, task, needles: unknown(longLines(await cell(false))) },
  ];
  const hidden = join(folder, 'hidden.js');
  if (await fileExists(hidden)) {
    const text = await readText(hidden);
    const needles = [...new Set([...longLines(text), ...secretStrings(text)])];
    sets.push({ kind: 'hidden check', from: `${below}/hidden.js`, needles: unknown(needles) });
  }
  for (const [kind, name] of [
    ['wrong solution', 'wrong'],
    ['alternative', 'alternatives'],
  ] as const) {
    const files = (await fileExists(join(folder, name))) ? (await readdir(join(folder, name))).sort() : [];
    for (const file of files.filter((one) => one.endsWith('.ts'))) {
      const needles = unknown(longLines(await readText(join(folder, name, file))));
      sets.push({ kind, from: `${below}/${name}/${file}`, needles });
    }
  }
  return sets;
}

/** The strings of a hidden check, apart from the titles of `describe` and `it`: they name a property, no input. */
function secretStrings(text: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) && !isTitle(node)) found.push(squeezed(node.text));
    else if (ts.isTemplateExpression(node)) {
      found.push(
        ...[node.head, ...node.templateSpans.map(({ literal }) => literal)].map((part) =>
          squeezed(part.text),
        ),
      );
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('hidden.js', text, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS));
  return found.filter((string) => string.length >= LONG_ENOUGH);
}

function isTitle(node: ts.Node): boolean {
  const call = node.parent;
  if (!ts.isCallExpression(call) || call.arguments[0] !== node) return false;
  return ['describe', 'it'].includes(call.expression.getText().replace(/^.*\./, ''));
}

const CHECKPOINTS = new Set(['.safetensors', '.ckpt', '.gguf', '.onnx']);

/** Names of trained weights anywhere below `data/` and `solutions/`, without their endings. */
async function checkpointNames(root: string): Promise<string[]> {
  const names: string[] = [];
  for (const folder of ['data', 'solutions']) {
    if (!(await fileExists(join(root, folder)))) continue;
    const files = await readdir(join(root, folder), { recursive: true });
    names.push(
      ...files.filter((file) => CHECKPOINTS.has(extname(file))).map((file) => basename(file, extname(file))),
    );
  }
  return [...new Set(names)].filter((name) => name.length >= 6).sort();
}
