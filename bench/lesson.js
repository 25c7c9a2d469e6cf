/** Lesson 00 from start to end without a front end, against the three minutes that it may take on two cores. */
'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { execFileSync } = require('node:child_process');

const root = path.join(__dirname, '..');
const LIMIT = 180;

exports.run = async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-lesson-'));
  try {
    const out = path.join(folder, 'figures.json');
    const words = [
      'run',
      'notebooks/00-journey.ts',
      '--figures',
      out,
      '--html',
      path.join(folder, 'page.html'),
    ];
    const start = performance.now();
    execFileSync(process.execPath, ['kernel-lib/bin/blossom.js', ...words], { cwd: root, stdio: 'ignore' });
    const ours = (performance.now() - start) / 1000;
    const training = JSON.parse(fs.readFileSync(out, 'utf8')).find(({ id }) => id === 'cost.seconds').value;
    const row = (name, value) => ({
      bench: 'lesson',
      name,
      unit: 's',
      ours: value,
      peer: LIMIT,
      ratio: value / LIMIT,
    });
    return [
      { ...row('lesson 00 headless, against its limit', ours), of: 'ours', goal: { max: LIMIT } },
      row('of it training', training),
    ];
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
};
