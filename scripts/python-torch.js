/** Makes .blossom/venv-torch: PyTorch (the CPU's), which benches and fixtures of the engine compare with. */
'use strict';

require('../kernel-lib/bin/node-version.js').requireNode();
const { report, SetupError } = require('./setup/errors.js');
const { setUp } = require('./setup.js');
const places = require('./setup/paths.js');

/** The Python that has PyTorch; made first where it is missing (some 200 MB to download, 1 GB kept). */
async function pythonWithTorch() {
  const { missing } = await setUp({ parts: ['torch'] });
  if (missing.length > 0)
    throw new SetupError(`${missing.join(' ')} Install it, or set BLOSSOM_PYTHON to its path.`);
  return places.pythonIn(places.torchEnvironment);
}

if (require.main === module) {
  pythonWithTorch()
    .then(() => console.log('.blossom/venv-torch is ready.'))
    .catch(report);
}

module.exports = { pythonWithTorch };
