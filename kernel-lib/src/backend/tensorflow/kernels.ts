/** Fused operations as single calls of TensorFlow's own, under the names that `ops/` looks for. */
import * as tf from '@tensorflow/tfjs';

interface Binding {
  TF_ATTR_TYPE: number;
  TF_FLOAT: number;
  TF_INT32: number;
}

interface Attribute {
  name: string;
  type: number;
  value: number;
}

/** The part of tfjs-node's backend that runs any operation of TensorFlow by its name. */
interface NodeBackend {
  binding: Binding;
  executeMultipleOutputs(
    name: string,
    attrs: Attribute[],
    inputs: tf.TensorInfo[],
    outputs: number,
  ): tf.Tensor[];
}

type Inputs = Record<string, tf.Tensor>;

/** Calling it again changes nothing. */
export function registerTensorflowKernels(): void {
  if (tf.getKernel('BlossomCrossEntropy', 'tensorflow') !== undefined) return;
  register('BlossomCrossEntropy', ({ logits, targets }, run) => crossEntropy(logits!, targets!, run));
  register('BlossomLinearCrossEntropy', ({ hidden, table, targets }, run) =>
    linearCrossEntropy(hidden!, table!, targets!, run),
  );
}

type Run = (
  name: string,
  attrs: Record<string, 'TF_FLOAT' | 'TF_INT32'>,
  inputs: tf.Tensor[],
  outputs: number,
) => tf.Tensor[];

function register(kernelName: string, formula: (inputs: Inputs, run: Run) => tf.Tensor[]): void {
  const kernelFunc: tf.KernelFunc = ({ inputs, backend }) => {
    const node = backend as NodeBackend;
    const { binding } = node;
    const run: Run = (name, types, operands, outputs) => {
      const attrs = Object.entries(types).map(([attr, type]) => ({
        name: attr,
        type: binding.TF_ATTR_TYPE,
        value: binding[type],
      }));
      return node.executeMultipleOutputs(name, attrs, operands, outputs);
    };
    return tf.tidy(() => formula(inputs as Inputs, run));
  };
  tf.registerKernel({ kernelName, backendName: 'tensorflow', kernelFunc });
}

/** Mean over targets ≥ 0 of log Σ exp(logits) − logits[target], and its gradient; 0 where there are none. */
function crossEntropy(logits: tf.Tensor, targets: tf.Tensor, run: Run): tf.Tensor[] {
  const counted = targets.greaterEqual(tf.scalar(0, 'int32')).cast('float32');
  const labels = targets.maximum(tf.scalar(0, 'int32'));
  const weight = counted.div(counted.sum().maximum(1));
  const types = { T: 'TF_FLOAT', Tlabels: 'TF_INT32' } as const;
  const [losses, gradient] = run('SparseSoftmaxCrossEntropyWithLogits', types, [logits, labels], 2);
  return [losses!.mul(weight).sum(), gradient!.mul(weight.expandDims(1))];
}

/** The same of logits = hidden · tableᵀ, with the gradients of both factors. */
function linearCrossEntropy(hidden: tf.Tensor, table: tf.Tensor, targets: tf.Tensor, run: Run): tf.Tensor[] {
  const [loss, gradient] = crossEntropy(tf.matMul(hidden, table, false, true), targets, run);
  return [loss!, tf.matMul(gradient!, table), tf.matMul(gradient!, hidden, true)];
}
