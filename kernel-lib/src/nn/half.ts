/**
 * Numbers of 16 bits, as files keep them to be half as long: float16 (IEEE 754 binary16: 5 bits of exponent, 10 of
 * fraction, up to 65,504) and bfloat16 (the upper half of a float32). We compute in float32 alone.
 */
import { UserError } from '../errors.js';

const LARGEST_HALF = 65504;
/** From here on the nearest float16 would be infinite. */
const OVERFLOWS = 65520;
/** The smallest number above 0: every float16 is a whole multiple of it. */
const STEP = 2 ** -24;
/** Below it the numbers of float16 are STEP apart, however small they are. */
const SMALLEST_NORMAL = 2 ** -14;
/** How much the exponents of float32 and float16 differ, in place. */
const REBIAS = (127 - 15) << 23;

/**
 * The nearest float16 of each number; of two that are equally near, the one whose last bit is 0.
 * @param what - what the values are, for the error's sentence.
 * @throws UserError where a number is none, or too large for float16.
 */
export function toHalf(values: Float32Array, what: string): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]!);
    if (!(size < OVERFLOWS)) {
      const why = Number.isNaN(size)
        ? 'which is no number; find where it comes from'
        : `and float16 ends at ${LARGEST_HALF}; write float32`;
      throw new UserError(`${what} has ${values[i]} at place ${i}, ${why}.`);
    }
    const sign = (bits[i]! >>> 16) & 0x8000;
    halves[i] = sign | (size < SMALLEST_NORMAL ? roundedToEven(size / STEP) : normalHalf(bits[i]!));
  }
  return halves;
}

function roundedToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return below + (rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? 1 : 0);
}

/** Thirteen bits of the fraction go; what they round up to may carry into the exponent, which is right. */
function normalHalf(bits: number): number {
  const size = (bits & 0x7fffffff) - REBIAS;
  return (size + 0xfff + ((size >>> 13) & 1)) >>> 13;
}

/** The same numbers as float32: exact. */
export function fromHalf(halves: Uint16Array): Float32Array {
  const values = new Float32Array(halves.length);
  const bits = new Uint32Array(values.buffer);
  for (let i = 0; i < halves.length; i++) {
    const [sign, exponent, fraction] = [halves[i]! & 0x8000, (halves[i]! >>> 10) & 31, halves[i]! & 1023];
    if (exponent === 0) values[i] = (sign === 0 ? STEP : -STEP) * fraction;
    else if (exponent === 31) bits[i] = (sign << 16) | 0x7f800000 | (fraction << 13);
    else bits[i] = (sign << 16) | (((exponent << 23) | (fraction << 13)) + REBIAS);
  }
  return values;
}

/** bfloat16 as float32: exact. */
export function fromBfloat(halves: Uint16Array): Float32Array {
  const bits = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) bits[i] = halves[i]! << 16;
  return new Float32Array(bits.buffer);
}
