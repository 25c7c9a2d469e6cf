/** No isolation: an empty folder and an almost empty environment. For a teacher's own code, and to show what others stop. */
import { coursePaths } from './course.js';
import type { ConfinedProgram, Isolation } from './isolation.js';

export function bareEnvironment(folder: string): NodeJS.ProcessEnv {
  // Windows starts no process without its system folder.
  return process.platform === 'win32'
    ? { SystemRoot: process.env['SystemRoot'], TEMP: folder, TMP: folder }
    : { HOME: folder, TMPDIR: folder, LANG: 'C.UTF-8' };
}

export function noIsolation(): Isolation {
  const { node } = coursePaths();
  return {
    name: 'none',
    strong: false,
    reason: 'No isolation: a submission may do on this machine whatever you may do.',
    command: ({ script, nodeFlags = [], args = [], folder }: ConfinedProgram) => ({
      command: node,
      args: [...nodeFlags, script, ...args],
      env: bareEnvironment(folder),
      cwd: folder,
    }),
  };
}
