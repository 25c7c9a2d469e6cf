/** The four kernels of bench/kernel: what starts each. The two from npm are installed below .blossom, never committed. */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { spawnSync } = require('node:child_process');
const places = require('../../scripts/setup/paths.js');

const folder = path.join(places.state, 'bench-kernels');
const INSTALL_LIMIT = 300_000;

/** What each measure sends, by language. */
const CODE = {
  typescript: {
    cell: '40 + 2',
    lines: (count) => `for (let i = 0; i < ${count}; i++) console.log(\`line \${i}\`);`,
    completion: 'Math.ma',
  },
  python: {
    cell: '40 + 2',
    lines: (count) => `for i in range(${count}): print(f"line {i}")`,
    completion: 'str.upp',
  },
};

/** Installs packages beside each other in a folder of their own; undefined, or why it could not. */
function install(name, ...packages) {
  const home = path.join(folder, name);
  const stamp = path.join(home, 'installed');
  const wanted = packages.join(' ');
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted) return { home };
  fs.mkdirSync(home, { recursive: true });
  // A package of its own, so that npm does not look for the course's.
  fs.writeFileSync(path.join(home, 'package.json'), '{"private": true}\n');
  const npm = spawnSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...packages], {
    ...{ cwd: home, encoding: 'utf8', timeout: INSTALL_LIMIT, shell: places.windows },
  });
  if (npm.status !== 0) return { home, reason: `npm could not install ${wanted}: ${lastLine(npm)}` };
  fs.writeFileSync(stamp, wanted);
  return { home };
}

const lastLine = ({ stderr, error }) => (stderr || String(error)).trim().split('\n').at(-1);

function blossom() {
  const { kernelspec } = require('kernel-lib/dist/kernel/kernelspec.js');
  return { argv: kernelspec().argv, cwd: path.join(places.root, 'notebooks'), language: 'typescript' };
}

function ipykernel() {
  const python = places.pythonIn(places.testEnvironment);
  const argv = [python, '-m', 'ipykernel_launcher', '-f', '{connection_file}'];
  return { argv, cwd: folder, language: 'python' };
}

function tslab() {
  // It finds the types of Node beside the notebook only.
  const { home, reason } = install('tslab', 'tslab@1.0.22', '@types/node@20');
  const program = path.join(home, 'node_modules', 'tslab', 'bin', 'tslab');
  const argv = [process.execPath, program, 'kernel', '--config-path', '{connection_file}'];
  return { argv, cwd: home, language: 'typescript', reason };
}

function deno() {
  const { home, reason } = install('deno', 'deno@2.9.6');
  const scope = path.join(home, 'node_modules', '@deno');
  const builds = fs.existsSync(scope) ? fs.readdirSync(scope) : [];
  const program = builds
    .map((build) => path.join(scope, build, places.windows ? 'deno.exe' : 'deno'))
    .find((file) => fs.existsSync(file));
  if (program === undefined) return { reason: reason ?? 'npm has no Deno for this machine' };
  if (!places.windows) fs.chmodSync(program, 0o755);
  const env = { DENO_DIR: path.join(home, 'cache'), DENO_NO_UPDATE_CHECK: '1' };
  return {
    argv: [program, 'jupyter', '--kernel', '--conn', '{connection_file}'],
    cwd: home,
    env,
    language: 'typescript',
  };
}

/** By name; `reason` says why one cannot be had. */
exports.kernels = () => {
  fs.mkdirSync(folder, { recursive: true });
  return { blossom: blossom(), ipykernel: ipykernel(), tslab: tslab(), deno: deno() };
};

/** Writes the kernelspecs of these kernels for Jupyter; returns the folder for JUPYTER_PATH. */
exports.writeKernelspecs = (kernels) => {
  const data = path.join(folder, 'share', 'jupyter');
  for (const [name, { argv, env = {} }] of Object.entries(kernels)) {
    const home = path.join(data, 'kernels', `bench-${name}`);
    fs.mkdirSync(home, { recursive: true });
    const spec = { argv, env, display_name: name, language: kernels[name].language };
    fs.writeFileSync(path.join(home, 'kernel.json'), JSON.stringify(spec));
  }
  return data;
};

exports.codeOf = ({ language }) => {
  const { cell, lines, completion } = CODE[language];
  return { cell, completion, lines1000: lines(1000), lines20000: lines(20_000) };
};
