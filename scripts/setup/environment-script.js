/** What the scripts share that make one Python environment alone. */
'use strict';

const path = require('node:path');
const { report, SetupError } = require('./errors.js');
const { setUp } = require('../setup.js');
const places = require('./paths.js');

/** The Python of an environment; made first where it is missing. */
async function pythonOf(part, environment) {
  const { missing } = await setUp({ parts: [part] });
  if (missing.length > 0)
    throw new SetupError(`${missing.join(' ')} Install it, or set BLOSSOM_PYTHON to its path.`);
  return places.pythonIn(environment);
}

/** Makes it, and says so: a script by itself. */
function makeAlone(part, environment) {
  pythonOf(part, environment)
    .then(() => console.log(`.blossom/${path.basename(environment)} is ready.`))
    .catch(report);
}

module.exports = { pythonOf, makeAlone };
