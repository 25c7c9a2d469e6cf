/** Opening a page in the person's browser, where there is a desktop to open it on. */
import { spawn } from 'node:child_process';

type Environment = Record<string, string | undefined>;

/** Whether a browser window could be seen here: not over SSH, not in continuous integration. */
export function hasDesktop(env: Environment = process.env, platform: string = process.platform): boolean {
  if (env['CI'] || env['SSH_CONNECTION'] || env['SSH_TTY']) return false;
  if (platform === 'darwin' || platform === 'win32') return true;
  return Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
}

/** Opens the page and forgets about it: where that fails, the printed link is still there. */
export function openPage(url: string): void {
  const [command, ...args] = openerFor(url, process.platform);
  const child = spawn(command, args, { stdio: 'ignore', detached: true, windowsHide: true });
  child.on('error', () => console.log('No browser could be opened: open the link above yourself.'));
  child.unref();
}

export function openerFor(url: string, platform: string): [string, ...string[]] {
  if (platform === 'darwin') return ['open', url];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url];
  return ['xdg-open', url];
}
