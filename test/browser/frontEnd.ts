/** JupyterLab and the classic Notebook with our kernel, in a real Chromium: what the tests in this folder drive. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { installKernelspec } from 'kernel-lib/dist/kernel/kernelspec.js';

/** Both are one program underneath: the same menus, cells and indicators, on pages of their own. */
export const FRONT_ENDS = {
  'JupyterLab 4': { module: 'jupyterlab', python: 'python', page: 'lab/tree' },
  // In the tests' environment, for a learner gets JupyterLab alone.
  'the classic Notebook 7': { module: 'notebook', python: 'python-test', page: 'notebooks' },
} as const;
export type FrontEndKind = (typeof FRONT_ENDS)[keyof typeof FRONT_ENDS];

export interface FrontEnd {
  /** Opens a notebook (a path below the served folder), waits until its kernel is idle. */
  open(notebook: string): Promise<Page>;
  stop(): Promise<void>;
}

/** Nothing of a machine's own settings, and none of a browser's calls home. */
const browserFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * @param folder - the folder that it serves
 * @param python - the Python of the environment with it
 * @param executablePath - Chromium
 */
export async function startFrontEnd(
  { module, page }: FrontEndKind,
  folder: string,
  python: string,
  executablePath: string,
): Promise<FrontEnd> {
  const home = join(folder, '.jupyter-home');
  mkdirSync(home, { recursive: true });
  await installKernelspec({ prefix: home });
  const token = randomUUID();
  const server = spawn(
    python,
    [
      '-m',
      module,
      '--no-browser',
      '--allow-root',
      '--ServerApp.port=0',
      '--KernelSpecManager.ensure_native_kernel=False',
      '--KernelSpecManager.allowed_kernelspecs=blossom',
      `--IdentityProvider.token=${token}`,
    ],
    {
      cwd: folder,
      env: {
        ...process.env,
        HOME: home,
        JUPYTER_PATH: join(home, 'share', 'jupyter'),
        JUPYTER_CONFIG_DIR: home,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const origin = await originOf(server);
  const browser = await chromium.launch({ executablePath, args: browserFlags });
  return {
    open: (notebook) =>
      openNotebook(browser, `${origin}/${page}/${encodeURI(notebook)}?reset&token=${token}`),
    stop: async () => {
      await browser.close();
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGTERM');
      await ended;
    },
  };
}

/** The address that the server prints once it answers. */
function originOf(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let log = '';
    server.stderr?.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      const origin = /(http:\/\/127\.0\.0\.1:\d+)\//.exec(log)?.[1];
      if (origin !== undefined) resolve(origin);
    });
    server.once('exit', (code) => reject(new Error(`The server ended with code ${code}:\n${log}`)));
  });
}

async function openNotebook(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(url);
  // "Run All" before the session is connected is lost, or asks which kernel: wait for its name and its state.
  await page
    .locator('.jp-Toolbar-kernelName', { hasText: 'TypeScript (Blossom)' })
    .waitFor({ timeout: 60_000 });
  await waitUntilIdle(page, 60_000);
  return page;
}

const allPrompts = (condition: string) =>
  `[...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].${condition}`;
const began = allPrompts('some((prompt) => /[*\\d]/.test(prompt.textContent))');
const anew = allPrompts('every((prompt, index) => prompt.textContent === `[${index + 1}]:`)');
const ended = allPrompts('every((prompt) => /\\d/.test(prompt.textContent))');

/** Clicks a word of the menu bar, then one of its menu. */
export async function choose(page: Page, menu: string, entry: string): Promise<void> {
  const exactly = (text: string) => ({ hasText: new RegExp(`^${text}$`) });
  await page.locator('.lm-MenuBar-itemLabel', exactly(menu)).click();
  await page.locator('.lm-Menu-itemLabel', exactly(entry)).click();
}

/** Run ▸ Run All Cells, as a person clicks it; returns when every code cell has its number. */
export async function runAll(page: Page, timeout: number): Promise<void> {
  // A click before the session is connected is lost, whatever the indicator says: a person clicks again.
  for (let attempt = 0; attempt < 5; attempt++) {
    await choose(page, 'Run', 'Run All Cells');
    const started = await page.waitForFunction(began, undefined, { timeout: 5000 }).catch(() => undefined);
    if (started !== undefined) break;
  }
  await page.waitForFunction(ended, undefined, { timeout });
}

/** Kernel ▸ Restart Kernel and Run All Cells…, confirmed; returns when the cells have the numbers 1, 2, … again. */
export async function restartAndRunAll(page: Page, timeout: number): Promise<void> {
  await choose(page, 'Kernel', 'Restart Kernel and Run All Cells…');
  await page.locator('.jp-Dialog .jp-mod-accept').click();
  await page.waitForFunction(anew, undefined, { timeout });
}

/** Puts the cursor at the end of a code cell in place of its text, and types. */
export async function typeInto(page: Page, cell: number, text: string): Promise<void> {
  await page.locator('.jp-CodeCell').nth(cell).locator('.cm-content').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.type(text);
}

/** Waits until the kernel is idle again. */
export async function waitUntilIdle(page: Page, timeout: number): Promise<void> {
  await page.waitForTimeout(500);
  await page.waitForSelector('.jp-Notebook-ExecutionIndicator[data-status="idle"]', { timeout });
}
