/**
 * tfjs as V8 has compiled it, kept beside the library for all runners that load it: that saves a third of the import.
 * It is made once by a process of ours that runs no learner's code, and a strong isolation shows it for reading alone.
 * Where it cannot be made, imports take their full time and all else is as before.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pinnedNode } from '../../kernel/runtime.js';
import { INSIDE } from '../isolation/course.js';
import type { Isolation } from '../isolation/isolation.js';

/** Below `dist`, which isolations show. */
export const KEPT_CODE = join(__dirname, '..', '..', 'compiled');
/** Isolations give their programs this user (isolation/bubblewrap.ts), and Node keeps a folder for each user. */
const USER_INSIDE = 1000;
const MILLISECONDS = 120_000;

let tried = false;

/**
 * Node uses kept code only where its permission model would let it write there, too. bubblewrap, which stands round it,
 * does not; elsewhere nothing else would keep a learner's code from writing into it, and imports take their full time.
 */
export const keptCodeFlags = ({ name }: Isolation): string[] =>
  name === 'bubblewrap' ? [`--allow-fs-write=${INSIDE.library}/dist/${basename(KEPT_CODE)}/*`] : [];

/** Makes it where it is missing. Takes some seconds, once after an installation. */
export function ensureKeptCode(): void {
  if (tried || existsSync(KEPT_CODE)) return;
  tried = true;
  let made: string | undefined;
  try {
    made = mkdtempSync(`${KEPT_CODE}-`);
    const args = ['--no-warnings', join(__dirname, 'kept-code-main.js'), made];
    const { status } = spawnSync(pinnedNode().path, args, { timeout: MILLISECONDS, stdio: 'ignore' });
    if (status !== 0) return;
    for (const name of readdirSync(made)) {
      const forInside = name.replace(/-\d+$/, `-${USER_INSIDE}`);
      if (forInside !== name) cpSync(join(made, name), join(made, forInside), { recursive: true });
    }
    mkdirSync(join(made, 'done'));
    renameSync(made, KEPT_CODE);
  } catch {
    // A library that cannot be written, or another process that was faster: nothing but time is lost.
  } finally {
    if (made !== undefined) rmSync(made, { recursive: true, force: true });
  }
}
