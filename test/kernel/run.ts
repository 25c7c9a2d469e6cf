/** Running cells in a session, for the tests: what came out and how it ended. */
import assert from 'node:assert/strict';
import type { ExecuteOptions, ExecuteReply, Output, Session } from 'kernel-lib/dist/kernel/session.js';

export interface Run {
  reply: ExecuteReply;
  outputs: Output[];
  stdout: string;
  stderr: string;
  /** `text/plain` of the result. */
  result: string | undefined;
}

export async function run(
  session: Session,
  code: string,
  onOutput?: (run: Run) => void,
  options: ExecuteOptions = {},
): Promise<Run> {
  const seen: Run = { reply: undefined!, outputs: [], stdout: '', stderr: '', result: undefined };
  const take = (output: Output) => {
    seen.outputs.push(output);
    if (output.output_type === 'stream') seen[output.name] += output.text;
    if (output.output_type === 'execute_result') seen.result = String(output.data['text/plain']);
    onOutput?.(seen);
  };
  seen.reply = await session.execute(code, take, options);
  return seen;
}

/** Runs cells that must not fail; the last one's result. */
export async function resultOf(session: Session, ...cells: string[]): Promise<string | undefined> {
  let result: string | undefined;
  for (const code of cells) {
    const { reply, result: last } = await run(session, code);
    assert.equal(reply.status, 'ok', `${code}\n${reply.error?.traceback.join('\n')}`);
    result = last;
  }
  return result;
}

/** The error of a cell that does not run. */
export async function errorOf(session: Session, code: string) {
  const { reply, stdout } = await run(session, `console.log("ran");${code}`);
  assert.equal(reply.status, 'error', `the cell did not fail: ${code}`);
  assert.equal(stdout, '', `the cell ran: ${code}`);
  return reply.error!;
}

/** Runs a cell and interrupts it as soon as it has printed a line. */
export function runAndInterrupt(session: Session, code: string): Promise<Run> {
  let isInterrupted = false;
  return run(session, code, ({ stdout }) => {
    if (isInterrupted || !stdout.includes('\n')) return;
    isInterrupted = true;
    void session.interrupt();
  });
}
