/**
 * Which Node may run Blossom. Written in syntax that Node 4 still parses (no const in blocks, no arrows, no
 * templates), because the person who needs the sentence below is the one whose Node is too old to read anything newer.
 */
'use strict';

var MINIMUM = [20, 19];

/** One sentence with the next step when `version` (such as "18.20.4") is too old, else an empty string. */
function complaintAbout(version) {
  var parts = String(version).split('.');
  var major = Number(parts[0]);
  var minor = Number(parts[1]);
  if (major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1])) return '';
  return (
    'Blossom needs Node ' +
    MINIMUM.join('.') +
    ' or newer and this is Node ' +
    version +
    ': install the current LTS from https://nodejs.org (or `nvm install --lts`), then run the same command again.'
  );
}

/** Ends the process with that sentence when this Node is too old. */
function requireNode() {
  var complaint = complaintAbout(process.versions.node);
  if (complaint === '') return;
  console.error(complaint);
  process.exit(1);
}

module.exports = { complaintAbout: complaintAbout, requireNode: requireNode };
