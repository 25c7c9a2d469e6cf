/** Jupyter's own tools with our kernelspec in a folder of its own: what the tests in this folder let judge the kernel. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { Context } from 'mocha';
import { installKernelspec } from 'kernel-lib/dist/kernel/kernelspec.js';
import { needs } from '../support/needs.js';
import { root } from '../support/paths.js';
import { kernelMain } from './client.js';

export interface Ran {
  status: number | null;
  stdout: string;
  stderr: string;
}

const scripts = join(root, 'test', 'kernel', 'python');
/** A tool that hangs is ended, so that its test fails. */
const LIMIT = 150_000;

export class Jupyter {
  private constructor(
    private readonly python: string,
    /** Holds the kernelspec and, for the tools, everything that they keep of a person. */
    private readonly home: string,
  ) {}

  /** Skips the test where the tools are missing. */
  static async install(context: Context): Promise<Jupyter> {
    const python = needs(context, 'python-test');
    const home = mkdtempSync(join(tmpdir(), 'jupyter-home-'));
    const file = join(await installKernelspec({ prefix: home }), 'kernel.json');
    const spec = JSON.parse(readFileSync(file, 'utf8')) as { argv: string[] };
    // The kernel alone: the command line has tests of its own.
    spec.argv = [spec.argv[0]!, kernelMain, '{connection_file}'];
    writeFileSync(file, JSON.stringify(spec));
    return new Jupyter(python, home);
  }

  /** Runs Python, such as `-m nbconvert …`. */
  run(args: string[], { cwd = root } = {}): Ran {
    const env = {
      ...process.env,
      JUPYTER_PATH: join(this.home, 'share', 'jupyter'),
      JUPYTER_CONFIG_DIR: this.home,
      IPYTHONDIR: this.home,
      PYDEVD_DISABLE_FILE_VALIDATION: '1',
      // nbgrader starts programs of its environment by their names.
      PATH: `${dirname(this.python)}${delimiter}${process.env['PATH']}`,
    };
    return spawnSync(this.python, args, { encoding: 'utf8', env, cwd, timeout: LIMIT });
  }

  /** Runs Python, which must succeed. */
  succeed(args: string[], options: { cwd?: string } = {}): Ran {
    const ran = this.run(args, options);
    assert.equal(ran.status, 0, `${args.join(' ')}\n${ran.stdout}\n${ran.stderr}`);
    return ran;
  }

  /** Runs one of the scripts in `test/kernel/python`. */
  runScript(name: string, ...given: string[]): Ran {
    return this.run([join(scripts, name), ...given]);
  }

  remove(): void {
    rmSync(this.home, { recursive: true });
  }
}
