/** Step "packages": `npm ci`, done again only when the lock file or the platform changed or it did not finish. */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { fingerprint, isStamped, removeStamp, writeStamp } = require('./stamps.js');
const { SetupError } = require('./errors.js');
const { run } = require('./processes.js');
const places = require('./paths.js');

/** Inside node_modules, so that it goes when they go. */
const stamp = path.join(places.modules, '.blossom-packages');
const kept = path.join(places.state, 'node_modules.before');

/** The packages depend on the lock and the platform; not on Node's version, as none of them is compiled here. */
function inputs() {
  const lock = path.join(places.root, 'package-lock.json');
  return fingerprint({ texts: [process.platform, process.arch], files: [lock] });
}

function packagesReady() {
  return isStamped(stamp, inputs());
}

async function installPackages(onStart) {
  removeStamp(stamp);
  keepFormer();
  const [command, ...args] = npm();
  const { code, output } = await run(command, [...args, 'ci', '--no-progress', '--loglevel=error'], {
    cwd: places.root,
    onStart,
  });
  if (code !== 0) {
    bringFormerBack();
    throw explain(output);
  }
  writeStamp(stamp, inputs());
  fs.rmSync(kept, { recursive: true, force: true });
}

/** The former packages stay aside until the new ones are whole: without network the learner keeps what worked. */
function keepFormer() {
  // Still aside from an install that was killed: then what lies in node_modules is its half.
  if (fs.existsSync(kept)) fs.rmSync(places.modules, { recursive: true, force: true });
  if (!fs.existsSync(places.modules)) return;
  try {
    fs.renameSync(places.modules, kept);
  } catch (error) {
    // Windows refuses while a program has a file of it open; then npm replaces them in place.
    if (!['EPERM', 'EBUSY', 'EACCES', 'EXDEV'].includes(error.code)) throw error;
  }
}

function bringFormerBack() {
  fs.rmSync(places.modules, { recursive: true, force: true });
  if (fs.existsSync(kept)) fs.renameSync(kept, places.modules);
}

/** The npm that runs us, else the one on the PATH. */
function npm() {
  const own = process.env.npm_execpath ?? '';
  if (/npm-cli\.c?js$/.test(own)) return [runtime(), own];
  return [places.windows ? 'npm.cmd' : 'npm'];
}

/** The Node that runs us: the project's own lies in the packages that were just put aside. */
function runtime() {
  const inside = path.relative(places.modules, process.execPath);
  const aside = path.join(kept, inside);
  return !inside.startsWith('..') && fs.existsSync(aside) ? aside : process.execPath;
}

const NETWORK =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT/;
const CERTIFICATE = /SELF_SIGNED_CERT\w*|UNABLE_TO_\w*CERT\w*|CERT_HAS_EXPIRED/;

/** The sentence for what npm printed when it failed. */
function explain(output) {
  const network = NETWORK.exec(output)?.[0] ?? CERTIFICATE.exec(output)?.[0];
  if (network !== undefined) {
    return new SetupError(
      `The packages could not be downloaded, npm's registry does not answer (${network}): ` +
        'connect to the network (behind a proxy: `npm config set proxy URL`) and run it again.',
    );
  }
  if (/ENOSPC/.test(output)) {
    return new SetupError(
      'The disk is full, so the packages could not be installed: free about 2 GB and run it again.',
    );
  }
  const lines = output.trim().split('\n').slice(-20).join('\n');
  return new SetupError(
    `${lines}\nThe packages could not be installed (npm's words are above): run \`npm ci\` to see all of it.`,
  );
}

module.exports = { packagesReady, installPackages, explain, inputs, stamp };
