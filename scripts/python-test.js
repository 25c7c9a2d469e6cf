/** Makes .blossom/venv-test alone: what tests compare with (`npm test` makes it, too). */
'use strict';

require('../kernel-lib/bin/node-version.js').requireNode();
const { report, SetupError } = require('./setup/errors.js');
const { setUp } = require('./setup.js');

setUp({ parts: ['testTools'] })
  .then(({ missing }) => {
    if (missing.length > 0)
      throw new SetupError(`${missing.join(' ')} Install it, or set BLOSSOM_PYTHON to its path.`);
    console.log('.blossom/venv-test is ready.');
  })
  .catch(report);
