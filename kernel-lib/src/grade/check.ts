/** What a learner calls in a notebook. The work is done outside of the learner's process. */
import { host } from '../display/host.js';
import { View } from '../display/show.js';
import { messageOf } from '../errors.js';
import { renderHtml, renderText } from './report.js';
import { errorResult, type CheckResult } from './result.js';

/**
 * Checks the task whose cell was run last: `await check('mask-sentence')`. Never throws: what stands in the way is
 * said in the result.
 */
export async function check(task: string): Promise<View> {
  const result = await request(task);
  return new View(() => ({ 'text/html': renderHtml(result), 'text/plain': renderText([result]) }));
}

async function request(task: string): Promise<CheckResult> {
  const target = host();
  if (target === undefined) {
    const next = `In a terminal, check a file: npx blossom check FILE --task ${task}.`;
    return errorResult(task, 'machine', 'check works in a notebook that runs on the Blossom kernel.', next);
  }
  try {
    return (await target.request('check', { task })) as CheckResult;
  } catch (thrown) {
    const message = `The check could not be run: ${messageOf(thrown)}`;
    return errorResult(task, 'machine', message, 'Restart the kernel, run the cells, and check again.');
  }
}
