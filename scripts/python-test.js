/** Makes .blossom/venv-test alone: what tests compare with (`npm test` makes it, too). */
'use strict';

require('../kernel-lib/bin/node-version.js').requireNode();
const { makeAlone } = require('./setup/environment-script.js');
const { testEnvironment } = require('./setup/paths.js');

makeAlone('testTools', testEnvironment);
