/** One JupyterLab as a child process: started with settings of our own, ended without leftovers. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Places } from '../config.js';
import { UserError } from '../errors.js';

export interface JupyterOptions {
  port: number;
  token: string;
  /** The notebook to open first, relative to `work/`. */
  first: string;
}

/** A JupyterLab that answers. */
export interface Jupyter {
  /** Resolves when the process is gone. */
  ended: Promise<void>;
  /** Asks it to end its kernels and itself; kills it after five seconds. */
  stop(): Promise<void>;
}

/** Where JupyterLab's own settings, workspaces and logs lie: not in the learner's home. */
const settingsIn = (places: Places) => join(places.state, 'jupyter');

/** What nobody needs here and what would ask the internet or the disk while it starts. */
const DISABLED = {
  disabledExtensions: {
    '@jupyterlab/apputils-extension:announcements': true,
    '@jupyterlab/extensionmanager-extension': true,
    '@jupyterlab/lsp-extension': true,
    '@jupyterlab/fileeditor-extension:language-server': true,
    '@jupyterlab/notebook-extension:language-server': true,
  },
};

function flags({ port, first }: JupyterOptions, places: Places): string[] {
  const asRoot = process.getuid?.() === 0 ? ['--allow-root'] : [];
  return [
    '--no-browser',
    '--ServerApp.ip=127.0.0.1',
    `--ServerApp.port=${port}`,
    '--ServerApp.port_retries=0',
    `--ServerApp.root_dir=${places.work}`,
    `--LabApp.default_url=${lessonPath(first)}`,
    '--LabApp.extension_manager=readonly',
    '--LabApp.news_url=',
    '--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate',
    '--KernelSpecManager.ensure_native_kernel=False',
    "--KernelSpecManager.allowed_kernelspecs={'blossom'}",
    '--MappingKernelManager.default_kernel_name=blossom',
    // It would drop what comes faster than 1 MB a second; the kernel bounds its output itself (outputLimit.ts).
    '--ZMQChannelsWebsocketConnection.limit_rate=False',
    "--ServerApp.jpserver_extensions={'jupyter_lsp': False, 'notebook_shim': False}",
    ...asRoot,
  ];
}

/** The page that opens a notebook; each part of its name is escaped, so spaces and Chinese names work. */
export function lessonPath(first: string): string {
  return `/lab/tree/${first.split(/[\\/]/).map(encodeURIComponent).join('/')}`;
}

/**
 * Starts JupyterLab and resolves when it answers, or when `asked` is aborted.
 * Throws a UserError with its last words when it does not answer.
 */
export async function startJupyter(
  options: JupyterOptions,
  places: Places,
  asked: AbortSignal,
): Promise<Jupyter> {
  const settings = settingsIn(places);
  mkdirSync(join(settings, 'config', 'labconfig'), { recursive: true });
  writeFileSync(join(settings, 'config', 'labconfig', 'page_config.json'), JSON.stringify(DISABLED, null, 1));
  const log = join(settings, 'jupyter.log');
  const child = spawnJupyter(options, places, log);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const stop = () => stopJupyter(child, ended, options);
  if (!(await answersBefore(ended, options, asked)) && !asked.aborted) {
    await stop();
    const words = readFileSync(log, 'utf8').trim().split('\n').slice(-12).join('\n');
    throw new UserError(`${words}\nJupyterLab did not start (its words are above, all of them in ${log}).`);
  }
  return { ended, stop };
}

function spawnJupyter(options: JupyterOptions, places: Places, log: string): ChildProcess {
  const settings = settingsIn(places);
  const words = openSync(log, 'w');
  const child = spawn(places.python, ['-m', 'jupyterlab', ...flags(options, places)], {
    cwd: places.work,
    stdio: ['ignore', words, words],
    // Its own process group: Ctrl+C in the terminal reaches us alone, and we end it in good order.
    detached: process.platform !== 'win32',
    windowsHide: true,
    env: {
      ...process.env,
      JUPYTER_TOKEN: options.token, // not a flag: other users see a process's flags
      JUPYTER_CONFIG_DIR: join(settings, 'config'),
      JUPYTER_DATA_DIR: join(settings, 'data'),
      JUPYTER_RUNTIME_DIR: join(settings, 'runtime'),
    },
  });
  closeSync(words);
  return child;
}

async function answersBefore(
  ended: Promise<void>,
  { port, token }: JupyterOptions,
  asked: AbortSignal,
): Promise<boolean> {
  let gone = false;
  void ended.then(() => (gone = true));
  const patience = Date.now() + 120_000;
  while (!gone && !asked.aborted && Date.now() < patience) {
    if (await answers(port, token)) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

/** Whether a Jupyter server with this token answers on the port. */
export async function answers(port: number, token: string): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/api/status`, {
      headers: { Authorization: `token ${token}` },
      signal: AbortSignal.timeout(3000),
    });
    return response.ok;
  } catch {
    return false; // nobody listens, or not a web server
  }
}

async function stopJupyter(child: ChildProcess, ended: Promise<void>, { port, token }: JupyterOptions) {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
  try {
    // The way that exists on every system: it ends the kernels, then the server.
    await fetch(`http://127.0.0.1:${port}/api/shutdown`, {
      method: 'POST',
      headers: { Authorization: `token ${token}` },
      signal: AbortSignal.timeout(2000),
    });
  } catch {
    child.kill('SIGTERM'); // it does not listen yet, or no more
  }
  await ended;
  clearTimeout(timer);
}
