/** Builds tfjs-node's stock binding against the TensorFlow in Python's packages: whole, or not at all. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError, messageOf } from '../../errors.js';
import { NPM_PACKAGES, bindingPackage, builds, folderIn, markIn, markOf, type Variant } from './place.js';
import { runProgram } from './programs.js';

export interface InstallOptions {
  variant: Variant;
  /** The course's `.blossom`. */
  state: string;
  python: string;
  signal?: AbortSignal;
  /** Show pip's progress bar. */
  show?: boolean;
  /** Called as each step begins. */
  onStep?(step: number, of: number, label: string): void;
}

const HALF = 'tensorflow-half-';

/** Throws a UserError where a step fails or is interrupted; nothing is left then. */
export async function installTensorflow(options: InstallOptions): Promise<void> {
  await removeHalves(options.state);
  const half = join(options.state, `${HALF}${process.pid}`);
  try {
    await mkdir(half, { recursive: true });
    for (const [index, [label, step]] of steps.entries()) {
      options.onStep?.(index + 1, steps.length, label);
      await runStep(label, () => step(half, options), options.signal);
    }
    options.signal?.throwIfAborted();
    await rename(half, folderIn(options.state));
  } finally {
    await rm(half, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** @returns whether there was anything to remove. */
export async function removeTensorflow(state: string): Promise<boolean> {
  await removeHalves(state);
  const there = existsSync(folderIn(state));
  await rm(folderIn(state), { recursive: true, force: true, maxRetries: 3 });
  return there;
}

/** What a set-up left that was killed outright. One that still runs keeps its own. */
async function removeHalves(state: string): Promise<void> {
  for (const name of existsSync(state) ? await readdir(state) : []) {
    if (!name.startsWith(HALF) || runs(Number(name.slice(HALF.length)))) continue;
    await rm(join(state, name), { recursive: true, force: true });
  }
}

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function runStep(label: string, step: () => Promise<void>, signal?: AbortSignal): Promise<void> {
  try {
    signal?.throwIfAborted();
    await step();
  } catch (thrown) {
    if (signal?.aborted) throw new UserError('The set-up was interrupted; nothing was kept.', 130);
    const help = /resolve|connect|network|retries|ENOTFOUND|EAI_AGAIN|No matching/i.test(messageOf(thrown))
      ? 'check the network connection and run again'
      : 'run again, or go on without TensorFlow';
    throw new UserError(`The step "${label}" failed (${messageOf(thrown)}): ${help}.`, 1, { cause: thrown });
  }
}

type Step = (half: string, options: InstallOptions) => Promise<void>;

const steps: readonly (readonly [string, Step])[] = [
  ['download TensorFlow', downloadWheels],
  ['unpack its libraries', unpack],
  ['fetch the binding', fetchBinding],
  ['compile', compile],
  ['test', test],
];

/** Any Python will do: the libraries in the package do not depend on its version, so one is named. */
async function downloadWheels(
  half: string,
  { variant, python, signal, show }: InstallOptions,
): Promise<void> {
  const { requirement, dependencies } = builds[variant];
  const only = ['--only-binary=:all:', '--implementation', 'cp', '--python-version', '3.11'];
  const platforms = ['2_28', '2_27', '2_17', '2_12', '2_5'].map((glibc) => `manylinux_${glibc}_x86_64`);
  const where = [...platforms, 'manylinux2014_x86_64'].flatMap((platform) => ['--platform', platform]);
  const args = ['-m', 'pip', 'download', '--no-cache-dir', '--disable-pip-version-check', ...only, ...where];
  const rest = dependencies ? [] : ['--no-deps'];
  await runProgram(
    python,
    [...args, ...rest, '--dest', join(half, 'wheels'), requirement],
    ended({ signal, show }),
  );
}

/** Exact optional properties: an absent signal is left out. */
const ended = ({ signal, show }: { signal?: AbortSignal | undefined; show?: boolean | undefined }) => ({
  ...(signal === undefined ? {} : { signal }),
  ...(show === undefined ? {} : { show }),
});

/** Python's own zipfile copies each wanted file in pieces; the packages of CUDA keep all but their headers. */
const UNPACK = `
import glob, os, re, shutil, sys, zipfile
wanted = re.compile(r'^tensorflow/(libtensorflow_(cc|framework)[.]so[.]2$|include/(tensorflow/c/|tensorflow/core/platform/ctstring|(xla/)?tsl/(platform/ctstring|c/)))|^nvidia/(?!.*/include/)')
for wheel in glob.glob(os.path.join(sys.argv[1], 'wheels', '*.whl')):
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.infolist():
            if not member.is_dir() and wanted.match(member.filename):
                archive.extract(member, sys.argv[1])
    os.remove(wheel)
shutil.rmtree(os.path.join(sys.argv[1], 'wheels'))
`;

async function unpack(half: string, { python, signal }: InstallOptions): Promise<void> {
  await runProgram(python, ['-c', UNPACK, half], ended({ signal }));
}

/** With what it depends on, but without its own copy of tfjs: it then finds the course's in the folders above. */
async function fetchBinding(half: string, { signal }: InstallOptions): Promise<void> {
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  await writeFile(join(half, 'package.json'), '{"private": true}\n');
  await runProgram('npm', ['install', '--prefix', half, ...flags, ...NPM_PACKAGES], ended({ signal }));
  const scope = join(half, 'node_modules', '@tensorflow');
  for (const name of await readdir(scope)) {
    if (name !== 'tfjs-node') await rm(join(scope, name), { recursive: true });
  }
}

async function compile(half: string, { signal }: InstallOptions): Promise<void> {
  const here = bindingPackage(half);
  const output = join(here, 'lib', 'napi-v8');
  await mkdir(output, { recursive: true });
  // Relative to the binding, so that the folder may be renamed and the course moved.
  const libraries = '$ORIGIN/../../../../../tensorflow';
  await runProgram(
    'g++',
    [
      ...['-std=c++17', '-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8', '-w'],
      ...[
        '-I',
        join(half, 'tensorflow', 'include'),
        '-I',
        join(half, 'node_modules', 'node-api-headers', 'include'),
      ],
      ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => join(here, 'binding', file)),
      ...['-o', join(output, 'tfjs_binding.node'), `-Wl,-rpath,${libraries}`],
      ...['cc', 'framework'].map((part) => join(half, 'tensorflow', `libtensorflow_${part}.so.2`)),
    ],
    ended({ signal }),
  );
}

/** The mark comes first, as the test loads what is marked; the folder has its name only after the test. */
async function test(half: string, { signal, variant }: InstallOptions): Promise<void> {
  await writeFile(markIn(half), markOf(variant));
  await runProgram(process.execPath, [join(__dirname, 'self-test.js'), half], {
    ...ended({ signal }),
    limit: 300_000,
  });
}
