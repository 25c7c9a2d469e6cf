/** Makes .blossom/venv-corpus: datasketch, rensa, tokenizers, tiktoken and datatrove, which benches of the corpus compare with. */
'use strict';

require('../kernel-lib/bin/node-version.js').requireNode();
const { report, SetupError } = require('./setup/errors.js');
const { setUp } = require('./setup.js');
const places = require('./setup/paths.js');

/** The Python that has them; made first where it is missing (some 200 MB to download, 560 MB kept). */
async function pythonWithCorpusPeers() {
  const { missing } = await setUp({ parts: ['corpusPeers'] });
  if (missing.length > 0)
    throw new SetupError(`${missing.join(' ')} Install it, or set BLOSSOM_PYTHON to its path.`);
  return places.pythonIn(places.corpusEnvironment);
}

if (require.main === module) {
  pythonWithCorpusPeers()
    .then(() => console.log('.blossom/venv-corpus is ready.'))
    .catch(report);
}

module.exports = { pythonWithCorpusPeers };
