/** What of the course a confined program may see, and under which path it sees it. */
import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { pinnedNode } from '../../kernel/runtime.js';

/** Absolute paths outside. */
export interface CoursePaths {
  /** The Node that runs the learner's code. */
  node: string;
  /** `kernel-lib`, with its `dist`. */
  library: string;
  /** The folders with packages: that of the course, and the library's own where there is one. */
  packages: string[];
}

/** Inside: the same on every machine, so that nothing of the instructor's shows. */
export const INSIDE = {
  node: '/course/node',
  library: '/course/kernel-lib',
  packages: '/course/node_modules',
  libraryPackages: '/course/kernel-lib/node_modules',
  folder: '/work',
} as const;

export function coursePaths(): CoursePaths {
  const library = resolve(__dirname, '..', '..', '..');
  const packages = [join(dirname(library), 'node_modules'), join(library, 'node_modules')];
  return { node: pinnedNode().path, library, packages: packages.filter((path) => existsSync(path)) };
}

/** [outside, inside] of each file and folder of the course that is shown, for reading alone. */
export function courseMounts({ library, packages }: CoursePaths): [string, string][] {
  return [
    [join(library, 'dist'), `${INSIDE.library}/dist`],
    [join(library, 'package.json'), `${INSIDE.library}/package.json`],
    ...packages.map((path): [string, string] => [
      path,
      path.startsWith(library + sep) ? INSIDE.libraryPackages : INSIDE.packages,
    ]),
  ];
}

/** The path inside of a script of the library. Throws where it lies elsewhere: it would not be there. */
export function scriptInside(script: string, { library }: CoursePaths): string {
  const path = relative(join(library, 'dist'), script);
  if (path === '' || path.startsWith('..') || resolve(path) === path) {
    throw new Error(`${script} is no script of ${library}, and nothing else exists inside of an isolation.`);
  }
  return `${INSIDE.library}/dist/${path.split(sep).join('/')}`;
}
