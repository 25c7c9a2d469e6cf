/**
 * A stamp is a small file that says "this step was finished for these inputs". It is removed before a step begins
 * and written after the step's success, so a step that was killed half-way is done again.
 */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { createHash } = require('node:crypto');

/** A hash over texts and over the contents of files and folders (with their relative names). */
function fingerprint({ texts = [], files = [] }) {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`text:${text}\0`);
  for (const file of files) addToHash(hash, file, path.basename(file));
  return hash.digest('hex').slice(0, 32);
}

function addToHash(hash, file, name) {
  if (fs.statSync(file).isDirectory()) {
    for (const child of fs.readdirSync(file).sort()) {
      if (child !== 'dist') addToHash(hash, path.join(file, child), `${name}/${child}`);
    }
  } else {
    hash.update(`${name}\0`).update(fs.readFileSync(file)).update('\0');
  }
}

/** Whether `stamp` holds `inputs`. */
function isStamped(stamp, inputs) {
  return fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8').trim() === inputs;
}

function removeStamp(stamp) {
  fs.rmSync(stamp, { force: true });
}

/** Written under another name first: a stamp is whole or absent. */
function writeStamp(stamp, inputs) {
  fs.mkdirSync(path.dirname(stamp), { recursive: true });
  fs.writeFileSync(`${stamp}.new`, `${inputs}\n`);
  fs.renameSync(`${stamp}.new`, stamp);
}

module.exports = { fingerprint, isStamped, removeStamp, writeStamp };
