/** The kernelspec: how Jupyter and VS Code find and start this kernel. Written without Python. */
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { messageOf, UserError } from '../errors.js';
import { logo } from './logo.js';
import { pinnedNode } from './runtime.js';

export const KERNEL_NAME = 'blossom';
export const DISPLAY_NAME = 'TypeScript (Blossom)';

/** For the user that runs this, or for one Python environment by its folder, such as `.venv`. */
export type KernelspecPlace = { user: true } | { prefix: string };

/** What `kernel.json` says. */
export function kernelspec(): Record<string, unknown> {
  const command = resolve(__dirname, '..', '..', 'bin', 'blossom.js');
  return {
    argv: [pinnedNode().path, command, 'kernel', 'run', '--connection-file', '{connection_file}'],
    display_name: DISPLAY_NAME,
    language: 'typescript',
    interrupt_mode: 'message',
    metadata: { debugger: false },
  };
}

/**
 * Writes the kernelspec; a running front end never sees half of it.
 * @returns the folder that holds it.
 */
export async function installKernelspec(place: KernelspecPlace = { user: true }): Promise<string> {
  const folder = kernelspecFolder(place);
  try {
    await mkdir(folder, { recursive: true });
    await writeWhole(join(folder, 'logo-svg.svg'), logo);
    await writeWhole(join(folder, 'kernel.json'), `${JSON.stringify(kernelspec(), undefined, 1)}\n`);
  } catch (cause) {
    throw cannot('write', folder, cause);
  }
  return folder;
}

/** @returns the folder that was removed, or undefined where there was none. */
export async function removeKernelspec(place: KernelspecPlace = { user: true }): Promise<string | undefined> {
  const folder = kernelspecFolder(place);
  if (!existsSync(folder)) return undefined;
  try {
    await rm(folder, { recursive: true });
  } catch (cause) {
    throw cannot('remove', folder, cause);
  }
  return folder;
}

/** Where the kernelspec of that place lies, whether or not it is there. */
export function kernelspecFolder(place: KernelspecPlace = { user: true }): string {
  const data = 'user' in place ? userDataFolder() : join(resolve(place.prefix), 'share', 'jupyter');
  return join(data, 'kernels', KERNEL_NAME);
}

/** The folders in which front ends find this kernel now. */
export function kernelspecFolders(): string[] {
  const candidates = [
    ...(process.env['JUPYTER_PATH']?.split(delimiter) ?? []),
    userDataFolder(),
    ...systemFolders(),
  ];
  return candidates
    .filter((data) => data !== '')
    .map((data) => join(data, 'kernels', KERNEL_NAME))
    .filter((folder) => existsSync(join(folder, 'kernel.json')));
}

/** The folder of the virtual or Conda environment that the shell has activated. */
export function activeEnvironment(): string | undefined {
  const { VIRTUAL_ENV: virtual, CONDA_PREFIX: conda } = process.env;
  return virtual || conda || undefined;
}

function userDataFolder(): string {
  const { JUPYTER_DATA_DIR: given, APPDATA: roaming, XDG_DATA_HOME: data } = process.env;
  if (given) return given;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Jupyter');
  if (process.platform === 'win32') return join(roaming || join(homedir(), 'AppData', 'Roaming'), 'jupyter');
  return join(data || join(homedir(), '.local', 'share'), 'jupyter');
}

function systemFolders(): string[] {
  const environment = activeEnvironment();
  const programs = process.env['PROGRAMDATA'];
  const own = environment === undefined ? [] : [join(environment, 'share', 'jupyter')];
  if (process.platform === 'win32') return programs ? [...own, join(programs, 'jupyter')] : own;
  return [...own, '/usr/local/share/jupyter', '/usr/share/jupyter'];
}

async function writeWhole(path: string, text: string): Promise<void> {
  const half = `${path}.${process.pid}.half`;
  await writeFile(half, text);
  await rename(half, path);
}

function cannot(what: 'write' | 'remove', folder: string, cause: unknown): UserError {
  const next =
    'Make the folder writable, choose a Python environment of your own (--sys-prefix, --prefix), ' +
    'or set JUPYTER_DATA_DIR to a folder that is yours.';
  return new UserError(`Cannot ${what} the kernelspec in ${folder}: ${messageOf(cause)}. ${next}`, 1, {
    cause,
  });
}
