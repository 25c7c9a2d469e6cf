/** Says in one sentence, before any download, why TensorFlow cannot be built on this machine. */
import { mkdirSync, readFileSync, statfsSync } from 'node:fs';
import { UserError } from '../../errors.js';
import { builds, type Variant } from './place.js';
import { succeeds } from './programs.js';

/** The machine as far as it matters; a test brings another one. */
export interface Machine {
  platform: string;
  arch: string;
  /** The flags of the first processor. */
  cpuFlags(): string;
  /** Megabytes free where the folder lies. */
  freeIn(folder: string): number;
}

export const thisMachine: Machine = {
  platform: process.platform,
  arch: process.arch,
  cpuFlags: () => /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? '',
  freeIn(folder) {
    mkdirSync(folder, { recursive: true });
    const { bavail, bsize } = statfsSync(folder);
    return (bavail * bsize) / 1e6;
  },
};

/** @returns the Python to use. Throws a UserError where something is missing. */
export async function assertCanBuild(
  variant: Variant,
  state: string,
  machine = thisMachine,
): Promise<string> {
  const { platform, arch } = machine;
  if (platform !== 'linux' || arch !== 'x64') {
    throw new UserError(
      `TensorFlow can be set up on Linux x64 only, and this is ${platform} ${arch}; the course works without it.`,
    );
  }
  if (!/\bavx\b/.test(machine.cpuFlags())) {
    throw new UserError(
      'TensorFlow needs a processor with AVX, and this one has none; the course works without it.',
    );
  }
  const { download, kept } = builds[variant];
  const free = Math.floor(machine.freeIn(state));
  if (free < download + kept) {
    throw new UserError(
      `TensorFlow needs ${download + kept} MB while it is set up, and ${state} has ${free} MB free.`,
    );
  }
  if (!(await succeeds('g++', ['--version']))) {
    throw new UserError(
      'There is no C++ compiler: install g++ (Debian and Ubuntu: `apt-get install g++`) and run again.',
    );
  }
  return pythonWithPip();
}

async function pythonWithPip(): Promise<string> {
  for (const python of ['python3', 'python']) {
    if (await succeeds(python, ['-m', 'pip', '--version'])) return python;
  }
  throw new UserError(
    'There is no Python with pip: install it (Debian and Ubuntu: `apt-get install python3-pip`) and run again.',
  );
}
