/** Which port the server listens on. */
import { createServer } from 'node:net';
import { InvalidArgumentError } from 'commander';
import { UserError } from '../errors.js';

const FIRST = 8888;
const TRIED = 100;

/** For commander: a port from the command line. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new InvalidArgumentError('A port is a whole number from 1 to 65535.');
  }
  return port;
}

/** The wanted port, or a UserError where somebody listens there; without a wish the first free one from 8888 on. */
export async function choosePort(wanted: number | undefined): Promise<number> {
  if (wanted !== undefined) {
    const refusal = await refusalOf(wanted);
    if (refusal === undefined) return wanted;
    throw new UserError(
      `Port ${wanted} ${refusal}: name another one with --port, or leave --port out and a free one is taken.`,
    );
  }
  for (let port = FIRST; port < FIRST + TRIED; port++) {
    if ((await refusalOf(port)) === undefined) return port;
  }
  throw new UserError(`Ports ${FIRST} to ${FIRST + TRIED - 1} are all in use: name a free one with --port.`);
}

function refusalOf(port: number): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve('is in use by another program');
      else if (error.code === 'EACCES') resolve('is reserved by the system');
      else reject(error);
    });
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
