/** Times every kernel of the current backend from outside: each is registered again with a clock round it. */
'use strict';

/** A product is told by its shapes, any other kernel by its name. */
function label(kernelName, { inputs, attrs }) {
  if (kernelName !== 'BatchMatMul') return kernelName;
  const side = ({ shape }, isTransposed) => `[${shape}]${isTransposed ? 'ᵀ' : ''}`;
  return `${kernelName} ${side(inputs.a, attrs.transposeA)}·${side(inputs.b, attrs.transposeB)}`;
}

/** @returns {{reset(): void, list(): {name: string, calls: number, ms: number}[]}} the slowest first. */
exports.timeKernels = (tf) => {
  const times = new Map();
  /** What kernels inside of the running one took: each is counted once. */
  let inner = 0;
  for (const kernel of tf.getKernelsForBackend(tf.getBackend())) {
    const { kernelName, backendName, kernelFunc } = kernel;
    tf.unregisterKernel(kernelName, backendName);
    tf.registerKernel({
      ...kernel,
      kernelFunc: (call) => {
        const outer = inner;
        inner = 0;
        const start = performance.now();
        try {
          return kernelFunc(call);
        } finally {
          const ms = performance.now() - start;
          const name = label(kernelName, call);
          const entry = times.get(name) ?? { name, calls: 0, ms: 0 };
          times.set(name, { name, calls: entry.calls + 1, ms: entry.ms + ms - inner });
          inner = outer + ms;
        }
      },
    });
  }
  return {
    reset: () => times.clear(),
    list: () => [...times.values()].sort((a, b) => b.ms - a.ms),
  };
};
