/** For each document its length and, for each band, a 64-bit key: columns of typed arrays that grow by blocks. */
import { mix } from './byHand.js';
import { isEmptySignature } from './minHasher.js';
import type { NearSettings } from './options.js';

export interface BandKeys {
  readonly size: number;
  add(signature: Uint32Array, length: number): number;
  /** A band's keys, in order of the documents. */
  band(band: number): KeysOfBand;
  lengthOf(item: number): number;
  bytes(): number;
}

/** The halves of the key of document `i` stand in block `i >>> BLOCK_BITS` at `i & BLOCK_REST`. */
export interface KeysOfBand {
  low: Uint32Array[];
  /** 0 where the document has no units: it shares no bucket. */
  high: Uint32Array[];
}

/** Documents in a block: what is allocated and not yet used is at most this many. */
export const BLOCK_BITS = 14;
const BLOCK = 1 << BLOCK_BITS;
export const BLOCK_REST = BLOCK - 1;

interface Block {
  /** [bands, BLOCK] */
  low: Uint32Array;
  high: Uint32Array;
  lengths: Uint32Array;
}

export function bandKeys({ bands, rows, hashes }: NearSettings): BandKeys {
  const blocks: Block[] = [];
  let size = 0;
  const blockOf = (item: number) => blocks[item >>> BLOCK_BITS]!;
  const place = (band: number, item: number) => (band << BLOCK_BITS) + (item & BLOCK_REST);
  const emptyBlock = () => ({
    low: new Uint32Array(bands * BLOCK),
    high: new Uint32Array(bands * BLOCK),
    lengths: new Uint32Array(BLOCK),
  });
  return {
    get size() {
      return size;
    },
    add(signature, length) {
      if (signature.length !== hashes)
        throw new RangeError(
          `A signature of ${signature.length} numbers does not fit: ${hashes} are expected.`,
        );
      const item = size++;
      if ((item & BLOCK_REST) === 0) blocks.push(emptyBlock());
      const { low, high, lengths } = blockOf(item);
      lengths[item & BLOCK_REST] = length;
      if (isEmptySignature(signature)) return item;
      for (let band = 0; band < bands; band++) {
        writeKey(signature, band * rows, rows, low, high, place(band, item));
      }
      return item;
    },
    band: (band) => ({
      low: blocks.map(({ low }) => low.subarray(band * BLOCK, (band + 1) * BLOCK)),
      high: blocks.map(({ high }) => high.subarray(band * BLOCK, (band + 1) * BLOCK)),
    }),
    lengthOf: (item) => blockOf(item).lengths[item & BLOCK_REST]!,
    bytes: () => blocks.length * BLOCK * (bands * 8 + 4),
  };
}

/**
 * Two hashes of 32 bits over a band's rows. Two different bands get the same key with a probability near 2^-63: among a
 * million documents, some 8·10^-7 wrong candidates in all bands together.
 */
function writeKey(
  signature: Uint32Array,
  from: number,
  rows: number,
  low: Uint32Array,
  high: Uint32Array,
  at: number,
): void {
  let first = 0;
  let second = 0;
  for (let row = from; row < from + rows; row++) {
    const value = signature[row]!;
    first = (Math.imul(first, 0x9e3779b1) + value) | 0;
    second = Math.imul((second ^ value) | 0, 0x01000193);
    second ^= second >>> 15;
  }
  low[at] = mix(first);
  // 0 means no key.
  high[at] = mix(second) | 1;
}
