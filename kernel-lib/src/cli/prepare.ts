/** What stands between a built library and an open course: the kernelspec, and the learner's own copies. */
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Places } from '../config.js';
import { UserError } from '../errors.js';
import { installKernelspec } from '../kernel/kernelspec.js';
import { prepareWork } from '../notebook/working-copies.js';

const FIRST_LESSON = 'notebooks/00-journey.ipynb';

/**
 * The kernelspec in the private `.venv`, and `work/`.
 * @returns the notebook to open first, relative to `work/`.
 */
export async function prepareForJupyter(places: Places): Promise<string> {
  await installKernelspec({ prefix: places.environment });
  return firstLesson(places);
}

/** The kernelspec where every front end of this person looks, and `work/`. */
export async function prepareForOthers(places: Places): Promise<{ kernel: string; lesson: string }> {
  const kernel = await installKernelspec({ user: true });
  return { kernel, lesson: relative(process.cwd(), join(places.work, await firstLesson(places))) };
}

async function firstLesson(places: Places): Promise<string> {
  const { copied, kept } = await prepareWork(places.root);
  const lessons = [...copied, ...kept]
    .map((file) => file.split('\\').join('/'))
    .filter((file) => file.endsWith('.ipynb'));
  const first = lessons.includes(FIRST_LESSON) ? FIRST_LESSON : lessons.sort()[0];
  if (first === undefined || !existsSync(join(places.work, first))) {
    throw new UserError(`There is no lesson in ${places.notebooks}: run \`npm run build\` to build them.`);
  }
  return first;
}
