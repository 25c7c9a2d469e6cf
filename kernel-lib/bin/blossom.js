#!/usr/bin/env node
/** The entry of the command line: checks that this Node and the build can carry it, then hands over to src/cli. */
'use strict';

require('./node-version.js').requireNode();

var fs = require('fs');
var path = require('path');
var main = path.join(__dirname, '..', 'dist', 'cli', 'main.js');

if (!fs.existsSync(main)) {
  console.error('Blossom is not built yet: run `npm start` (or `npm run build`) in the course folder first.');
  process.exit(1);
}
require(main).main(process.argv.slice(2));
