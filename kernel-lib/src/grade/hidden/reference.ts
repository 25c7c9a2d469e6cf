/** The solution's own functions, in the driver's process: trusted code, given and giving data as the learner's does. */
import { createRequire } from 'node:module';
import { Script } from 'node:vm';
import { messageOf } from '../../errors.js';
import { compileCell } from '../compile.js';
import { AuthorError } from '../tasks.js';
import { decode, encode, TensorValue } from '../values.js';

export interface Reference {
  /** Throws what the function throws; a Promise where the function gives one. */
  call(name: string, args: readonly unknown[]): unknown;
  /** With the arguments as they are after the call. */
  callWithArguments(name: string, args: readonly unknown[]): Promise<{ value: unknown; args: unknown[] }>;
}

type AnyFunction = (...args: unknown[]) => unknown;

/** Compiles and loads the solution's cell. Throws an AuthorError where it cannot be. */
export async function loadReference(
  source: string,
  exports: readonly string[],
  task: string,
): Promise<Reference> {
  const compiled = compileCell(source, exports);
  if ('problems' in compiled)
    throw new AuthorError(`the solution of ${task} cannot be read: ${compiled.problems[0]!.message}`);
  const exported: Record<string, unknown> = {};
  try {
    const cell = new Script(compiled.code, { filename: `solution of ${task}.js` }).runInThisContext() as (
      ...parameters: unknown[]
    ) => Promise<void>;
    await cell(exported, createRequire(__filename), { exports: exported });
  } catch (thrown) {
    throw new AuthorError(`the solution of ${task} cannot be loaded: ${messageOf(thrown)}`, {
      cause: thrown,
    });
  }
  const find = (name: string): AnyFunction => {
    const found = exported[name];
    if (typeof found !== 'function') throw new AuthorError(`the solution of ${task} has no function ${name}`);
    return found as AnyFunction;
  };
  return {
    call(name, args) {
      const given = args.map(toArgument);
      const value = find(name)(...given);
      return value instanceof Promise ? value.then((awaited) => asData(awaited)) : asData(value);
    },
    async callWithArguments(name, args) {
      const given = args.map(toArgument);
      const value = asData(await find(name)(...given));
      return { value, args: given.map(asData) };
    },
  };
}

/** Through the wire's own form, so that a difference between the two sides is never one of form. */
const asData = (value: unknown): unknown => decode(encode(value));

/** A copy; tensors become tfjs's own. */
function toArgument(arg: unknown): unknown {
  const value = asData(arg);
  if (!(value instanceof TensorValue)) return value;
  const tf = createRequire(__filename)('@tensorflow/tfjs') as {
    tensor(values: readonly unknown[], shape: readonly number[], dtype: string): unknown;
  };
  return tf.tensor(value.values, value.shape, value.dtype);
}
