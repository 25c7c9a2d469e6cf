/** Times every kernel of the current backend from outside: each is registered again with a clock round it. */
'use strict';

/** A product is told by its shapes, any other kernel by its name. */
function label(kernelName, { inputs, attrs }) {
  if (kernelName !== 'BatchMatMul') return kernelName;
  const side = ({ shape }, isTransposed) => `[${shape}]${isTransposed ? 'ᵀ' : ''}`;
  return `${kernelName} ${side(inputs.a, attrs.transposeA)}·${side(inputs.b, attrs.transposeB)}`;
}

/**
 * @param {Function} [workOf] - of work.js: then operations and bytes are counted, too.
 * @param {Function} [clock] - milliseconds; for tests.
 * @returns {{reset(): void, list(): {name: string, calls: number, ms: number}[]}} the slowest first.
 */
exports.timeKernels = (tf, workOf, clock = () => performance.now()) => {
  const times = new Map();
  /** What kernels inside of the running one took: each is counted once. */
  let inner = 0;
  const count = (kernelName, call, ms, output) => {
    const name = label(kernelName, call);
    const work = workOf?.(kernelName, call, output, ({ dataId }) => call.backend.readSync(dataId));
    const entry = times.get(name) ?? { name, calls: 0, ms: 0, flops: 0, bytes: 0 };
    entry.calls += 1;
    entry.ms += ms;
    entry.flops += work?.flops ?? 0;
    entry.bytes += work?.bytes ?? 0;
    times.set(name, entry);
  };
  for (const kernel of tf.getKernelsForBackend(tf.getBackend())) {
    const { kernelName, backendName, kernelFunc } = kernel;
    const timed = (call) => {
      const outer = inner;
      inner = 0;
      const start = clock();
      const output = kernelFunc(call);
      const ms = clock() - start;
      count(kernelName, call, ms - inner, output);
      inner = outer + ms;
      return output;
    };
    tf.unregisterKernel(kernelName, backendName);
    tf.registerKernel({ ...kernel, kernelFunc: timed });
  }
  return {
    reset: () => times.clear(),
    list: () => [...times.values()].sort((a, b) => b.ms - a.ms),
  };
};
