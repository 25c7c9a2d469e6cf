/**
 * Runs the Jasmine suite that ships inside @tensorflow/tfjs-core against one backend, and reports each spec.
 *
 *   node test/backend/suite/runner.js BACKEND RESULT.json [TEXT]
 *
 * BACKEND is a name that `chooseBackend` knows; TEXT runs only the specs whose full name contains it. RESULT.json gets
 * `{backend, passed: [name], failed: {name: message}, skipped}`. The suite is ES modules without extensions, which
 * Node does not resolve: each file is compiled to CommonJS when it is required.
 */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const Module = require('node:module');
const typescript = require('typescript');

const core =
  path.join(path.dirname(require.resolve('@tensorflow/tfjs-core/package.json')), 'dist') + path.sep;

/** Compiles what lies in tfjs-core's dist (its bundles are CommonJS already) whenever it is required. */
function compileSuite() {
  const plain = Module._extensions['.js'];
  Module._extensions['.js'] = (module, file) => {
    const inSuite = file.startsWith(core) && !path.basename(file).startsWith('tf-core');
    if (!inSuite) return plain(module, file);
    const source = fs.readFileSync(file, 'utf8').replace(/\/\/# sourceMappingURL=.*/, '');
    const options = { module: typescript.ModuleKind.CommonJS, target: typescript.ScriptTarget.ES2022 };
    module._compile(typescript.transpileModule(source, { compilerOptions: options }).outputText, file);
  };
}

function installJasmine(text) {
  const jasmineCore = require('jasmine-core');
  const jasmine = jasmineCore.boot(jasmineCore);
  Object.assign(globalThis, jasmineCore.interface ?? jasmine.getEnv(), { jasmine });
  const env = jasmine.getEnv();
  env.configure({
    random: false,
    ...(text === undefined ? {} : { specFilter: (spec) => spec.getFullName().includes(text) }),
  });
  return env;
}

/** Names are not unique in the suite: a second one gets a number. */
function reporter(result) {
  const seen = new Map();
  return {
    specDone({ fullName, status, failedExpectations }) {
      const count = (seen.get(fullName) ?? 0) + 1;
      seen.set(fullName, count);
      const name = count === 1 ? fullName : `${fullName} (${count})`;
      if (status === 'passed') result.passed.push(name);
      else if (status === 'failed') result.failed[name] = failedExpectations[0]?.message ?? 'no message';
      else result.skipped++;
    },
  };
}

async function main([backend, file, text]) {
  const quiet = { warn: console.warn, log: console.log };
  // The suite and the engine warn of what the specs do on purpose, thousands of times.
  console.warn = () => {};
  require('kernel-lib/dist/backend/quiet.js');
  const { chooseBackend } = require('kernel-lib/dist/backend/choose.js');
  await chooseBackend({ prefer: backend });
  console.log = () => {};
  const env = installJasmine(text);
  compileSuite();
  const { setTestEnvs } = require(path.join(core, 'jasmine_util.js'));
  setTestEnvs([{ name: 'under test', backendName: backend, isDataSync: true }]);
  require(path.join(core, 'public', 'chained_ops', 'register_all_chained_ops.js'));
  require(path.join(core, 'register_all_gradients.js'));
  require(path.join(core, 'tests.js'));
  const result = { backend, passed: [], failed: {}, skipped: 0 };
  env.addReporter(reporter(result));
  await env.execute();
  Object.assign(console, quiet);
  fs.writeFileSync(file, JSON.stringify(result, null, 1));
  const failed = Object.keys(result.failed).length;
  console.log(
    `${backend}: ${result.passed.length} specs passed, ${failed} failed, ${result.skipped} skipped`,
  );
  process.exit(0);
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exit(2);
});
