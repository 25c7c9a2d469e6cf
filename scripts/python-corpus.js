/** Makes .blossom/venv-corpus: datasketch, rensa, tokenizers, tiktoken and datatrove, which benches of the corpus compare with. */
'use strict';

require('../kernel-lib/bin/node-version.js').requireNode();
const { makeAlone, pythonOf } = require('./setup/environment-script.js');
const { corpusEnvironment } = require('./setup/paths.js');

/** The Python that has them; made first where it is missing (some 200 MB to download, 560 MB kept). */
const pythonWithCorpusPeers = () => pythonOf('corpusPeers', corpusEnvironment);

if (require.main === module) makeAlone('corpusPeers', corpusEnvironment);

module.exports = { pythonWithCorpusPeers };
