/** Errors of set-up that a person reads, told before kernel-lib's own UserError is built. */
'use strict';

/** `message` is one sentence with the actual value and the next step; it is printed alone. */
class SetupError extends Error {
  name = 'SetupError';
}

/** Prints what was thrown: a SetupError alone, anything else with its stack, because it is our mistake. */
function report(thrown) {
  if (thrown instanceof SetupError || thrown?.name === 'UserError') console.error(thrown.message);
  else {
    console.error(thrown?.stack ?? String(thrown));
    console.error('This is a mistake of Blossom, not yours: please open an issue with the lines above.');
  }
  process.exitCode = 1;
}

/** Turns "may not write here" into its sentence; other errors pass through. */
function explainWriteError(thrown, folder) {
  const refused = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOSPC', 'EDQUOT'];
  if (!refused.includes(thrown?.code)) return thrown;
  if (thrown.code === 'ENOSPC' || thrown.code === 'EDQUOT') {
    return new SetupError(
      `The disk of ${folder} is full (${thrown.code}): free about 2 GB and run it again.`,
    );
  }
  return new SetupError(
    `Blossom cannot write in ${folder} (${thrown.code}): ` +
      'copy the course to a folder that you may write to and run it there.',
  );
}

module.exports = { SetupError, report, explainWriteError };
