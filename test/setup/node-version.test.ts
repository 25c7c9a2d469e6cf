/** An old Node gets one sentence from every entry, and can parse as far as that sentence. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { blossom, root } from '../support/paths.js';
import { removeAll, run, sentenceIn, temporaryFolder } from './course.js';

interface Parser {
  parse(code: string, options: { ecmaVersion: number }): unknown;
}

const load = createRequire(__filename);
const espree = load('espree') as Parser;
const { complaintAbout } = load(join(root, 'kernel-lib', 'bin', 'node-version.js')) as {
  complaintAbout(version: string): string;
};
const scripts = join(root, 'scripts');
const withoutFirstLine = (file: string) => readFileSync(file, 'utf8').replace(/^#!.*/, '');

describe('setup: the Node that runs us', () => {
  after(removeAll);

  for (const version of ['12.22.12', '18.20.4', '20.18.3', '4.9.1']) {
    it(`refuses ${version}`, () =>
      assert.match(complaintAbout(version), new RegExp(`this is Node ${version}: install`)));
  }
  for (const version of ['20.19.0', '20.20.2', '22.0.0', '24.21.0', '100.0.0']) {
    it(`accepts ${version}`, () => assert.equal(complaintAbout(version), ''));
  }

  for (const file of [join(scripts, 'start.js'), join(root, 'kernel-lib/bin/node-version.js'), blossom]) {
    it(`${file.slice(root.length + 1)} parses in a Node of 2015`, () => {
      espree.parse(withoutFirstLine(file), { ecmaVersion: 5 });
    });
  }
  const words = ['start', 'test', 'verify', 'build', 'bench', 'python-test'];
  for (const word of words) {
    it(`scripts/${word}.js parses in Node 12`, () => {
      espree.parse(withoutFirstLine(join(scripts, `${word}.js`)), { ecmaVersion: 2019 });
    });
  }

  for (const entry of [blossom, ...words.map((word) => join(scripts, `${word}.js`))]) {
    it(`${entry.slice(root.length + 1)} says one sentence on Node 18 and ends with 1`, async () => {
      const preload = join(temporaryFolder(), 'old.js');
      const old = "{ value: { ...process.versions, node: '18.20.4' } }";
      writeFileSync(preload, `Object.defineProperty(process, 'versions', ${old});`);
      const finished = await run(entry, [], { flags: ['--require', preload] });
      assert.equal(finished.code, 1);
      assert.match(
        sentenceIn(finished),
        /^Blossom needs Node 20\.19 or newer and this is Node 18\.20\.4: install/,
      );
    });
  }
});
