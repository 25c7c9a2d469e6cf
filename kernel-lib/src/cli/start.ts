/** `blossom start`: opens the course in JupyterLab and stays until Ctrl+C. Set-up is `npm start`'s part. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { places } from '../config.js';
import { UserError } from '../errors.js';
import { addBackendOptions, type BackendOptions } from './backend.js';
import { hasDesktop, openPage } from './desktop.js';
import { lessonPath, startJupyter, type Jupyter } from './jupyter.js';
import { choosePort, parsePort } from './ports.js';
import { prepareForJupyter, prepareForOthers } from './prepare.js';
import { tellRuntime } from './runtime.js';
import { abortOnSignal } from './signals.js';
import { claim, forget, runningServer, type ServerRecord } from './running.js';

interface StartOptions extends BackendOptions {
  port?: number;
  browser: boolean;
  python: boolean;
}

export function startCommand(): Command {
  const command = new Command('start')
    .description('open the course in JupyterLab (`npm start` sets up what is missing first)')
    .option('--port <number>', 'listen on this port instead of the first free one from 8888', parsePort)
    .option('--no-browser', 'print the link, open nothing')
    .option('--no-python', 'without JupyterLab: prepare VS Code and the terminal')
    .addHelpText(
      'after',
      '\nExamples:\n  $ npx blossom start\n  $ npx blossom start --port 8899 --no-browser',
    )
    .action((options: StartOptions) => {
      tellRuntime();
      return start(options);
    });
  return addBackendOptions(command);
}

async function start(options: StartOptions): Promise<void> {
  if (!options.python || !existsSync(places.python)) return withoutJupyter(options);
  const running = await runningServer(places);
  if (running !== undefined) {
    if (options.backend !== undefined || options.threads !== undefined) refuseToChange(running);
    return showRunning(running, options);
  }

  const first = await prepareForJupyter(places);
  const port = await choosePort(options.port);
  const token = randomBytes(24).toString('hex');
  const url = `http://127.0.0.1:${port}${lessonPath(first)}?token=${token}`;
  const record = { pid: process.pid, port, token, url };
  if (!claim(record, places)) return start(options); // another start was faster: show its link
  const asked = abortOnSignal(); // from here on JupyterLab goes first
  try {
    console.log('Starting JupyterLab …');
    const jupyter = await startJupyter({ port, token, first }, places, asked);
    if (!asked.aborted) show(url, options);
    await untilEnd(jupyter, asked);
  } finally {
    forget(places);
  }
}

/** Kernels take their environment from the JupyterLab that starts them. */
function refuseToChange({ url }: ServerRecord): never {
  throw new UserError(
    `The course runs already (${url}): end it with Ctrl+C in its terminal, then start it with this backend.`,
  );
}

function show(url: string, { browser }: StartOptions): void {
  console.log(`\nThe course is open: ${url}\nCtrl+C here ends it.`);
  if (browser && hasDesktop()) openPage(url);
}

function showRunning(running: ServerRecord, options: StartOptions): void {
  if (options.port !== undefined && options.port !== running.port) {
    throw new UserError(
      `The course is open already on port ${running.port} (process ${running.pid}): ` +
        `end that one with Ctrl+C first, or open ${running.url}`,
    );
  }
  console.log(`The course is open already (process ${running.pid}): ${running.url}`);
  if (options.browser && hasDesktop()) openPage(running.url);
}

async function untilEnd(jupyter: Jupyter, asked: AbortSignal): Promise<void> {
  const askedOnce = new Promise<void>((resolve) => {
    if (asked.aborted) resolve();
    else asked.addEventListener('abort', () => resolve(), { once: true });
  });
  await Promise.race([askedOnce, jupyter.ended]);
  console.log(asked.aborted ? '\nEnding JupyterLab …' : '\nJupyterLab has ended.');
  await jupyter.stop();
}

async function withoutJupyter(options: StartOptions): Promise<void> {
  const { lesson, kernel } = await prepareForOthers(places);
  const why = options.python
    ? 'There is no JupyterLab here (`npm start` makes it where Python 3.10 or newer is).\n'
    : '';
  console.log(`${why}The kernel "TypeScript (Blossom)" is installed in ${kernel}

In VS Code: install the extension "Jupyter" (nothing else), open ${lesson}
            and choose the kernel: Select Kernel, Jupyter Kernel, TypeScript (Blossom).
In the terminal: npx blossom run ${lesson}`);
}
