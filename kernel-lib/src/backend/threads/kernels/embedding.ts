/** Rows of a table, and the gradient of the table: ops/embedding.ts. */
import type { FastKernel } from '../register.js';

/** Values that one part of a job should have at least. */
const PART = 16_384;

export const embedding: FastKernel = ({ inputs, backend }) => {
  const [table, ids] = [inputs['table']!, inputs['ids']!];
  const [count, width] = [ids.shape[0]!, table.shape[1]!];
  const y = backend.output([count, width], 'float32');
  const args = [backend.pointerOf(table), backend.pointerOf(ids), backend.pointerOf(y), width];
  backend.pool.run('lookUp', args, count, Math.ceil(PART / Math.max(1, width)));
  return y;
};

export const embeddingGradient: FastKernel = ({ inputs, attrs, backend }) => {
  const [dy, ids] = [inputs['dy']!, inputs['ids']!];
  const [count, width] = [ids.shape[0]!, dy.shape[1]!];
  const rows = attrs['size'] as number;
  const result = backend.output([rows, width], 'float32');
  backend.lend((count + rows) * 4, (order) => {
    const ends = order + count * 4;
    backend.pool.run('sortIds', [backend.pointerOf(ids), order, ends, count, rows], 1, 1);
    const args = [backend.pointerOf(dy), order, ends, backend.pointerOf(result), width];
    backend.pool.run('addLookedUp', args, rows, Math.ceil(PART / Math.max(1, width)));
  });
  return result;
};
