/** JupyterLab with our kernel, in a real Chromium: what the tests in this folder drive. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { installKernelspec } from 'kernel-lib/dist/kernel/kernelspec.js';

export interface Lab {
  /** Opens a notebook (a path below the lab's folder), waits until its kernel is idle. */
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
 * @param folder - the folder that JupyterLab serves
 * @param python - the Python of the environment with JupyterLab
 * @param executablePath - Chromium
 */
export async function startLab(folder: string, python: string, executablePath: string): Promise<Lab> {
  const home = join(folder, '.jupyter-home');
  mkdirSync(home, { recursive: true });
  await installKernelspec({ prefix: home });
  const token = randomUUID();
  const server = spawn(
    python,
    [
      '-m',
      'jupyterlab',
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
      openNotebook(browser, `${origin}/lab/tree/${encodeURI(notebook)}?reset&token=${token}`),
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
    server.once('exit', (code) => reject(new Error(`JupyterLab ended with code ${code}:\n${log}`)));
  });
}

async function openNotebook(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(url);
  // "Run All" before the session is connected is lost, or asks which kernel: wait for the status bar's word.
  await page.getByText('TypeScript (Blossom) | Idle').waitFor({ timeout: 60_000 });
  return page;
}

const allPrompts = (condition: string) =>
  `[...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].${condition}`;
const began = allPrompts('some((prompt) => /[*\\d]/.test(prompt.textContent))');
const ended = allPrompts('every((prompt) => /\\d/.test(prompt.textContent))');

/** Run ▸ Run All Cells, as a person clicks it; returns when every code cell has its number. */
export async function runAll(page: Page, timeout: number): Promise<void> {
  // A click before the session is connected is lost, whatever the indicator says: a person clicks again.
  for (let attempt = 0; attempt < 5; attempt++) {
    await page.locator('.lm-MenuBar-itemLabel', { hasText: /^Run$/ }).click();
    await page.locator('.lm-Menu-itemLabel', { hasText: /^Run All Cells$/ }).click();
    const started = await page.waitForFunction(began, undefined, { timeout: 5000 }).catch(() => undefined);
    if (started !== undefined) break;
  }
  await page.waitForFunction(ended, undefined, { timeout });
}

/** Waits until the kernel is idle again. */
export async function waitUntilIdle(page: Page, timeout: number): Promise<void> {
  await page.waitForTimeout(500);
  await page.waitForSelector('.jp-Notebook-ExecutionIndicator[data-status="idle"]', { timeout });
}
