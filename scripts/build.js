/** `npm run build`: compiles the library, then builds the notebooks from their scripts (`-- --run` runs them, too). */
'use strict';

require('../kernel-lib/bin/node-version.js').requireNode();
const { report } = require('./setup/errors.js');
const { setUp } = require('./setup.js');

setUp({ parts: ['library'] })
  .then(() => require('../kernel-lib/dist/cli/main.js').main(['build', ...process.argv.slice(2)]))
  .catch(report);
