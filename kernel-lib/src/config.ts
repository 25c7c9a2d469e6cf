/** Where the course lies on this machine. Every other file takes its paths from here. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The course folder that this library lies in, or the current folder where the library was installed alone. */
export const courseRoot = isCourse(resolve(__dirname, '..', '..'))
  ? resolve(__dirname, '..', '..')
  : process.cwd();

/** Where things lie below a course folder; nothing outside it is written, unless a person asks. */
export function placesIn(root: string) {
  const environment = join(root, '.venv');
  return {
    root,
    /** Lessons as authored and built. */
    notebooks: join(root, 'notebooks'),
    exercises: join(root, 'exercises'),
    solutions: join(root, 'solutions'),
    /** The learner's own copies. */
    work: join(root, 'work'),
    /** What Blossom itself remembers: set-up, the running server, pages of headless runs. */
    state: join(root, '.blossom'),
    /** The private Python environment with JupyterLab. */
    environment,
    python: join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python'),
  };
}

export type Places = ReturnType<typeof placesIn>;

export const places: Places = placesIn(courseRoot);

/** The version that `blossom --version` prints. */
export function libraryVersion(): string {
  const description = JSON.parse(readFileSync(join(dirname(__dirname), 'package.json'), 'utf8')) as {
    version: string;
  };
  return description.version;
}

function isCourse(folder: string): boolean {
  return existsSync(join(folder, 'notebooks')) && existsSync(join(folder, 'kernel-lib', 'package.json'));
}
