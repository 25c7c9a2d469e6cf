/** The file in which Jupyter tells a kernel where to listen. */
import { readFile } from 'node:fs/promises';
import { messageOf, UserError } from '../errors.js';
import type { Connection } from './wire.js';

const ports = ['shell_port', 'iopub_port', 'stdin_port', 'control_port', 'hb_port'] as const;

export async function readConnectionFile(path: string): Promise<Connection> {
  const next = 'Jupyter writes this file and starts the kernel with it.';
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  } catch (cause) {
    throw new UserError(`Cannot read the connection file ${path}: ${messageOf(cause)}. ${next}`, 1, {
      cause,
    });
  }
  const given = { transport: 'tcp', ip: '127.0.0.1', signature_scheme: 'hmac-sha256', key: '', ...value };
  const missing = ports.filter((name) => !Number.isInteger((given as Record<string, unknown>)[name]));
  if (missing.length > 0) {
    throw new UserError(`The connection file ${path} has no whole number for ${missing.join(', ')}. ${next}`);
  }
  return given as unknown as Connection;
}

export function address({ transport, ip }: Connection, port: number): string {
  return transport === 'ipc' ? `ipc://${ip}-${port}` : `${transport}://${ip}:${port}`;
}
