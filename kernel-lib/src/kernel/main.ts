/** `node main.js CONNECTION_FILE`: a kernel on its own, without the command line around it. */
import { messageOf } from '../errors.js';
import { runKernel } from './server.js';

runKernel(process.argv.at(-1)!).then(
  () => process.exit(0),
  (thrown: unknown) => {
    process.stderr.write(`${messageOf(thrown)}\n`);
    process.exit(1);
  },
);
