/**
 * `npm start`: does all set-up, then opens the course (or runs another word of the command line).
 * This file stays in syntax that an old Node parses, so that an old Node gets its sentence.
 */
'use strict';

require('../kernel-lib/bin/node-version.js').requireNode();
require('./setup/start.js').start(process.argv.slice(2));
