/** What `npm start` does once Node is new enough: read its flags, set up, hand over to the command line. */
'use strict';

const path = require('node:path');
const { parseArgs } = require('node:util');
const { SetupError, report } = require('./errors.js');
const { setUp } = require('../setup.js');
const places = require('./paths.js');

const HELP = `npm start                          set up what is missing and open the course in JupyterLab
npm start -- --port 8899           on that port (without it: the first free one from 8888)
npm start -- --no-browser          print the link, open nothing
npm start -- --no-python           without JupyterLab: for VS Code and the terminal
npm start -- run notebooks/00-journey.ipynb
                                   run a lesson in the terminal; the charts come as an HTML file
npm start -- WORD --help           any word of the command line, as \`npx blossom WORD\`

BLOSSOM_PYTHON=/path/to/python3    chooses the Python (3.10 or newer) that makes the private .venv`;

const OPTIONS = {
  port: { type: 'string' },
  'no-browser': { type: 'boolean' },
  'no-python': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
};

async function start(args) {
  try {
    const word = args[0] !== undefined && !args[0].startsWith('-');
    if (word) {
      await setUp({ parts: ['library'] });
      return await commandLine()(args);
    }
    const flags = readFlags(args);
    if (flags.help) return console.log(HELP);
    const { missing } = await setUp({ parts: flags['no-python'] ? ['library'] : ['library', 'jupyter'] });
    for (const sentence of missing) console.log(sentence);
    await commandLine()(['start', ...args]);
  } catch (error) {
    report(error);
  }
}

/** Refuses wrong flags before a minute of set-up, not after it. */
function readFlags(args) {
  const known = 'it knows --port N, --no-browser, --no-python and --help';
  let values;
  try {
    values = parseArgs({ args, options: OPTIONS, strict: true }).values;
  } catch (error) {
    if (!String(error.code).startsWith('ERR_PARSE_ARGS')) throw error;
    throw new SetupError(`npm start cannot read "${args.join(' ')}": ${known}.`);
  }
  const port = values.port === undefined ? 1 : Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new SetupError(`--port is "${values.port}", but a port is a whole number from 1 to 65535.`);
  }
  return values;
}

/** Loaded late: it exists only after the set-up. */
function commandLine() {
  return require(path.join(places.library, 'dist', 'cli', 'main.js')).main;
}

module.exports = { start, readFlags, HELP };
