/** Makes .blossom/venv-torch: PyTorch (the CPU's), which benches and fixtures of the engine compare with. */
'use strict';

require('../kernel-lib/bin/node-version.js').requireNode();
const { makeAlone, pythonOf } = require('./setup/environment-script.js');
const { torchEnvironment } = require('./setup/paths.js');

/** The Python that has PyTorch; made first where it is missing (some 200 MB to download, 1 GB kept). */
const pythonWithTorch = () => pythonOf('torch', torchEnvironment);

if (require.main === module) makeAlone('torch', torchEnvironment);

module.exports = { pythonWithTorch };
