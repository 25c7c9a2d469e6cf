/** What is kept of a checkpoint to recognise it later: a few thousand numbers, from which it cannot be made again. */
import { createHash } from 'node:crypto';
import { seededRandom } from '../../random.js';
import type { StoredTensor } from '../../nn/safetensors.js';
import { balancedSpectrum } from './spectrum.js';

/** One matrix of a checkpoint. Vectors (gains of norms) are left out: all are near 1. */
export interface MatrixPrint {
  name: string;
  shape: [rows: number, columns: number];
  /** SHA-256 of the values as float32, the first 16 hex digits. */
  hash: string;
  /** Values at places that the shape alone decides. */
  sample: number[];
  /** Singular values of the balanced matrix, largest first: at most `SPECTRUM` of them, evenly spaced. */
  spectrum: number[];
}

export interface Fingerprint {
  checkpoint: string;
  matrices: MatrixPrint[];
}

const SAMPLE = 128;
const SPECTRUM = 64;
/** Smaller ones have too few singular values to tell anything. */
const SMALLEST = 8;

export function fingerprintOf(checkpoint: string, tensors: ReadonlyMap<string, StoredTensor>): Fingerprint {
  const matrices = [...tensors].flatMap(([name, tensor]) => {
    const shape = matrixShape(tensor);
    return shape === undefined ? [] : [printOf(name, shape, tensor)];
  });
  return { checkpoint, matrices };
}

function matrixShape({ shape, values }: StoredTensor): [number, number] | undefined {
  if (shape.length !== 2 || !(values instanceof Float32Array) || Math.min(...shape) < SMALLEST)
    return undefined;
  // A matrix of zeros, or with NaN, has no spectrum.
  const isUsable = values.some((value) => value !== 0) && values.every((value) => Number.isFinite(value));
  return isUsable ? (shape as [number, number]) : undefined;
}

function printOf(name: string, shape: [number, number], { values }: StoredTensor): MatrixPrint {
  const [rows, columns] = shape;
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const spectrum = balancedSpectrum({ rows, columns, values });
  return {
    name,
    shape,
    hash: createHash('sha256').update(bytes).digest('hex').slice(0, 16),
    sample: placesIn(values.length).map((place) => digits(values[place]!)),
    spectrum: indicesOf(spectrum.length).map((index) => digits(spectrum[index]!)),
  };
}

const digits = (value: number) => Number(value.toPrecision(6));

function placesIn(count: number): number[] {
  const random = seededRandom(count);
  return Array.from({ length: SAMPLE }, () => Math.floor(random() * count));
}

/** Which of `count` sorted singular values are kept. */
export function indicesOf(count: number): number[] {
  const kept = Math.min(count, SPECTRUM);
  return Array.from({ length: kept }, (_, k) => Math.round((k * (count - 1)) / Math.max(1, kept - 1)));
}
