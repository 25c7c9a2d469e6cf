/** Where set-up puts things, all below the course folder (and none of it in git). */
'use strict';

const path = require('node:path');

const root = path.resolve(__dirname, '..', '..');
const windows = process.platform === 'win32';

/** The python of a virtual environment. */
function pythonIn(environment) {
  return path.join(environment, windows ? 'Scripts/python.exe' : 'bin/python');
}

module.exports = {
  root,
  windows,
  pythonIn,
  state: path.join(root, '.blossom'),
  modules: path.join(root, 'node_modules'),
  library: path.join(root, 'kernel-lib'),
  tests: path.join(root, 'test'),
  builtTests: path.join(root, '.build', 'test'),
  environment: path.join(root, '.venv'),
  testEnvironment: path.join(root, '.blossom', 'venv-test'),
  torchEnvironment: path.join(root, '.blossom', 'venv-torch'),
  corpusEnvironment: path.join(root, '.blossom', 'venv-corpus'),
};
