/** `blossom kernel …`: writes and removes the kernelspec, and is what a front end starts. */
import { Command } from 'commander';
import { UserError } from '../errors.js';
import { progressRequestHandler } from '../grade/course-progress.js';
import { checkRequestHandler } from '../grade/driver.js';
import {
  activeEnvironment,
  installKernelspec,
  kernelspecFolders,
  removeKernelspec,
} from '../kernel/kernelspec.js';

interface PlaceOptions {
  user?: boolean;
  sysPrefix?: boolean;
  prefix?: string;
  json?: boolean;
}

const EXAMPLES = `
Examples:
  $ npx blossom kernel install              for you: JupyterLab, VS Code and others find it
  $ npx blossom kernel install --sys-prefix into the active virtual or Conda environment
  $ npx blossom kernel remove               with the place that was given to install

papermill, nbconvert and nbgrader work with it: kernel-lib/src/kernel/README.md says what they need.`;

export function kernelCommand(): Command {
  const kernel = new Command('kernel')
    .description('install or remove the Jupyter kernel "TypeScript (Blossom)"; no Python is needed')
    .addHelpText('after', EXAMPLES);
  withPlace(kernel.command('install').description('write the kernelspec where front ends look')).action(
    install,
  );
  withPlace(kernel.command('remove').description('remove the kernelspec from there')).action(remove);
  kernel
    .command('list')
    .description('the places where it is installed now')
    .option('--json', 'print them as JSON')
    .action(list);
  kernel
    .command('run')
    .description('run one kernel (a front end does this)')
    .requiredOption('--connection-file <file>', 'the JSON file that the front end wrote')
    .action(run);
  return kernel;
}

function withPlace(command: Command): Command {
  return command
    .option('--user', 'for you alone (the default)')
    .option('--sys-prefix', 'in the active virtual or Conda environment')
    .option('--prefix <folder>', 'below this folder, in share/jupyter/kernels')
    .option('--json', 'print the place as JSON');
}

/** At most one place; the default is the person's own. */
function placeOf({ user, sysPrefix, prefix }: PlaceOptions): { user: true } | { prefix: string } {
  const given = [user && '--user', sysPrefix && '--sys-prefix', prefix !== undefined && '--prefix'].filter(
    Boolean,
  );
  if (given.length > 1) throw new UserError(`${given.join(' and ')} name two places: give one of them.`);
  if (prefix !== undefined) return { prefix };
  if (!sysPrefix) return { user: true };
  const active = activeEnvironment();
  if (active !== undefined) return { prefix: active };
  throw new UserError(
    '--sys-prefix needs an active environment: activate one, or name its folder with --prefix.',
  );
}

async function install(options: PlaceOptions): Promise<void> {
  const folder = await installKernelspec(placeOf(options));
  if (options.json) console.log(JSON.stringify({ installed: folder }));
  else console.log(`The kernel "TypeScript (Blossom)" is installed in ${folder}`);
}

async function remove(options: PlaceOptions): Promise<void> {
  const folder = await removeKernelspec(placeOf(options));
  if (options.json) console.log(JSON.stringify({ removed: folder ?? null }));
  else if (folder === undefined) console.log('There was no kernel "TypeScript (Blossom)" to remove.');
  else console.log(`The kernel is removed from ${folder}`);
}

function list({ json = false }: { json?: boolean }): void {
  const folders = kernelspecFolders();
  if (json) console.log(JSON.stringify({ installed: folders }));
  else console.log(folders.join('\n') || 'It is installed nowhere: run `npx blossom kernel install`.');
}

async function run({ connectionFile }: { connectionFile: string }): Promise<void> {
  // Loaded here alone: ZeroMQ is needed by no other word.
  const { runKernel } = await import('../kernel/server.js');
  const check = checkRequestHandler(undefined, { record: true });
  await runKernel(connectionFile, { requests: { check, progress: progressRequestHandler() } });
  process.exit(0); // what a cell left open (a timer, a socket) must not keep a kernel that was shut down
}
