/** Rows of logits against their targets: the loss, and where it is asked for the gradient, in two passes. */
import * as math from './math';
import { float, pointer, word } from './simd';
import { exponentials, largest, scale } from './softmax';

/**
 * loss = log Σ exp(logits) − logits[target]; gradient = (softmax(logits) − one-hot(target)) · factor. Both are 0 where
 * the target is negative. Arguments: 0 logits, 1 gradient (0: none; it may be the logits' own place), 2 targets,
 * 3 losses, 4 length of a row, 5 factor (float). A unit is a row.
 */
export function crossEntropyRows(args: usize, from: i32, to: i32, scratch: usize): void {
  const length = word(args, 4);
  for (let unit = from; unit < to; unit++) {
    const at = <usize>unit * <usize>length * 4;
    const gradient = pointer(args, 1);
    const target = load<i32>(pointer(args, 2) + (<usize>unit << 2));
    const row: usize = gradient === 0 ? 0 : gradient + at;
    const loss: f32 = target < 0 ? zero(row, length) : ofRow(pointer(args, 0) + at, row, target, length, float(args, 5));
    store<f32>(pointer(args, 3) + (<usize>unit << 2), loss);
  }
}

function zero(row: usize, length: i32): f32 {
  if (row !== 0) memory.fill(row, 0, <usize>length << 2);
  return 0;
}

function ofRow(x: usize, y: usize, target: i32, length: i32, factor: f32): f32 {
  const most = largest(x, length);
  const shift = f32x4.splat(most);
  const at = <usize>target << 2;
  // The gradient may take the place of the logits.
  const picked = load<f32>(x + at);
  let sum: f32 = 0;
  if (y === 0) {
    sum = exponentials(false, x, y, length, shift);
  } else {
    sum = exponentials(true, x, y, length, shift);
    scale(y, length, factor / sum);
    store<f32>(y + at, load<f32>(y + at) - factor);
  }
  // The two large numbers are subtracted first: what is left of 10,000.1 − 10,000 keeps its digits.
  return most - picked + f32x4.extract_lane(math.log(f32x4.splat(sum)), 0);
}
