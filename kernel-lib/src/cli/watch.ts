/** `blossom check FILE --watch` at a terminal: keys in, screens out; without a terminal it only prints. */
import { relative, resolve } from 'node:path';
import { places } from '../config.js';
import { Driver } from '../grade/driver.js';
import { FileWatch } from '../grade/watch/file-watch.js';
import { colourSigns, screenText, type Screen } from '../grade/watch/screen.js';
import { WatchSession } from '../grade/watch/watch-session.js';
import { abortOnSignal } from './signals.js';

/** Clears what is seen and what could be scrolled back to, so that only the newest result stands there. */
const CLEAR = '\u001b[2J\u001b[3J\u001b[H';
const CONTROL_C = '\u0003';

/** Ends when `q` or Ctrl+C is pressed or the process is asked to end. */
export async function watchFile(file: string, task?: string): Promise<void> {
  const path = resolve(file);
  const { stdin, stdout } = process;
  const keys = stdin.isTTY === true && stdout.isTTY === true;
  const driver = new Driver();
  const session = new WatchSession({
    ...{ path, name: relative(process.cwd(), path), root: places.root, driver, keys },
    ...(task === undefined ? {} : { task }),
    show: (screen) => print(screen, stdout),
  });
  const asked = abortOnSignal();
  const ended = new Promise<void>((resolve, reject) => {
    const watch = new FileWatch(path, () => void session.saved().catch(reject));
    const end = () => (watch.close(), resolve());
    asked.addEventListener('abort', end, { once: true });
    if (keys)
      stdin
        .setRawMode(true)
        .setEncoding('utf8')
        .on('data', (key: string) => {
          if (key === 'q' || key === CONTROL_C) end();
          else void session.key(key).catch(reject);
        });
    session.begin().catch((thrown: unknown) => (watch.close(), reject(thrown as Error)));
  });
  try {
    await ended;
  } finally {
    if (keys) stdin.setRawMode(false).pause();
    driver.close();
  }
}

function print(screen: Screen, stdout: NodeJS.WriteStream): void {
  const text = screenText(screen);
  if (!stdout.isTTY) stdout.write(`${text}\n\n`);
  else stdout.write(`${CLEAR}${process.env['NO_COLOR'] ? text : colourSigns(text)}\n`);
}
