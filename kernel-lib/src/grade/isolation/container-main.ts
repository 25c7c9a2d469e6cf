/**
 * Inside of a container: starts the program that its arguments name with descriptor 3 as its channel, and carries the
 * channel's bytes between it and standard input and output. What the program prints goes to standard error.
 */
import { spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';

const [command = '', ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
const channel = child.stdio[3] as Duplex;
// Where one side has gone, the other learns it by the end of the stream.
channel.on('error', () => undefined);
process.stdin.pipe(channel);
channel.pipe(process.stdout);
for (const printed of [child.stdout!, child.stderr!]) printed.pipe(process.stderr, { end: false });
child.once('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
child.once('close', (code, signal) => {
  // As a shell tells it: 128 and the number of the signal. 137 stands for all that end a process by force.
  process.exitCode = signal === null ? (code ?? 1) : 137;
  process.stdin.destroy();
});
