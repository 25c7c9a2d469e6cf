/**
 * Runs the course's network without tfjs: all layers in one call of a WebAssembly kernel (kernel-lib/assembly/decode.ts)
 * over a memory of its own. One token is so little work that tfjs's bookkeeping would take most of the time.
 * The slow twin is the network itself, `nn/`; a test holds both together.
 */
import { compileKernels } from '../../backend/threads/wasm.js';
import { wasm, type Memory } from '../../webassembly.js';
import { UserError } from '../../errors.js';
import { shapesOf, type ModelConfig } from '../../nn/config.js';
import { ARGUMENTS, BLOCK, place, Stretch, up16, type Places, type Room } from './layout.js';

/** Values of the parameters by name; shapes as in `shapesOf`. */
export type Values = (name: string) => Float32Array;

/** A token of a row, at a position; it sees the positions below `limit`. */
export interface Cell {
  token: number;
  row: number;
  position: number;
  limit: number;
}

type Kernel = (args: number, from: number, to: number, scratch: number) => void;

/** Small beside any mean of squares of a trained network; the same as in `nn/`. */
const EPSILON = 1e-6;
const BASE = 10_000;
const PAGE = 65_536;
const MOST_PAGES = 65_536;

export class Engine {
  private readonly memory: Memory;
  private readonly decode: Kernel;
  private readonly pack: Kernel;
  private readonly wide: boolean;
  private readonly shapes: ReadonlyMap<string, readonly number[]>;
  private readonly weights = new Map<string, number>();
  private readonly fixedEnd: number;
  private readonly table: number;
  private readonly angles: [cosines: number, sines: number];
  private room: Room = { rows: 0, positions: 0, cells: 0 };
  private places: Places | undefined;

  constructor(private readonly config: ModelConfig) {
    this.shapes = shapesOf(config);
    const { module, wide } = compileKernels();
    this.memory = new wasm.Memory({ initial: 16, maximum: MOST_PAGES, shared: true });
    const { exports } = new wasm.Instance(module, { env: { memory: this.memory } });
    this.decode = exports['decodeCells'] as Kernel;
    this.pack = exports['packPanels'] as Kernel;
    this.wide = wide;
    const stretch = new Stretch();
    this.takeWeights(stretch);
    this.table = stretch.take(config.layers * BLOCK.length);
    const half = (config.context * config.width) / config.heads / 2;
    this.angles = [stretch.take(half), stretch.take(half)];
    this.fixedEnd = stretch.end;
    this.grow(stretch.end);
    this.writeFixed();
  }

  /** Copies the weights; later changes of the model do not reach the engine. */
  load(values: Values): void {
    const { vocabulary, width, layers } = this.config;
    const embedding = values('embedding');
    this.floats(this.weights.get('embedding')!, embedding.length).set(embedding);
    // Its transpose: 1 from row to row, the width from column to column.
    this.packInto('head', embedding, [width, vocabulary], [1, width]);
    for (let layer = 0; layer < layers; layer++) {
      for (const name of BLOCK) {
        const full = `blocks.${layer}.${name}`;
        const [rows, columns] = this.shapes.get(full)!;
        if (columns === undefined) this.floats(this.weights.get(full)!, rows!).set(values(full));
        else this.packInto(full, values(full), [rows!, columns], [columns, 1]);
      }
    }
    this.floats(this.weights.get('norm')!, width).set(values('norm'));
    this.places = undefined; // packing used the space behind the weights
  }

  /** Makes room; what the cache held is lost where the room changes. Throws a UserError above 4 GB. */
  reserve(room: Room): void {
    const { rows, positions, cells } = this.room;
    const isSame = rows === room.rows && positions === room.positions && cells === room.cells;
    if (this.places !== undefined && isSame) return;
    const stretch = new Stretch(this.fixedEnd);
    const places = place(stretch, this.config, room);
    if (stretch.end > MOST_PAGES * PAGE) {
      throw new UserError(
        `${room.rows} rows of ${room.positions} tokens need ${Math.ceil(stretch.end / 2 ** 20)} MB for their keys and values, the limit is 4096; generate fewer rows at a time.`,
      );
    }
    this.grow(stretch.end);
    this.room = room;
    this.places = places;
  }

  /**
   * Takes the cells through all layers; their keys and values stay in the cache.
   * @param wanted - the cells, by their place in the list, whose logits [V] are given.
   */
  run(cells: readonly Cell[], wanted: readonly number[]): Float32Array[] {
    const places = this.places!;
    this.writeList(places.tokens, cells, ({ token }) => token);
    this.writeList(places.rows, cells, ({ row }) => row);
    this.writeList(places.positions, cells, ({ position }) => position);
    this.writeList(places.limits, cells, ({ limit }) => limit);
    this.writeList(places.wanted, wanted, (cell) => cell);
    this.writeArguments(places, wanted.length);
    this.decode(ARGUMENTS, 0, cells.length, 0);
    const { vocabulary } = this.config;
    return wanted.map(
      (_, i) => new Float32Array(this.floats(places.logits + i * up16(vocabulary) * 4, vocabulary)),
    );
  }

  private takeWeights(stretch: Stretch): void {
    const { vocabulary, width, layers } = this.config;
    this.weights.set('embedding', stretch.take(vocabulary * width));
    this.weights.set('head', stretch.take(width * up16(vocabulary)));
    this.weights.set('norm', stretch.take(width));
    for (let layer = 0; layer < layers; layer++) {
      for (const name of BLOCK) {
        const full = `blocks.${layer}.${name}`;
        const [rows, columns] = this.shapes.get(full)!;
        this.weights.set(full, stretch.take(columns === undefined ? rows! : rows! * up16(columns)));
      }
    }
  }

  private writeFixed(): void {
    const { layers, context, width, heads } = this.config;
    const addresses = Array.from({ length: layers }, (_, layer) =>
      BLOCK.map((name) => this.weights.get(`blocks.${layer}.${name}`)!),
    );
    this.words(this.table, layers * BLOCK.length).set(addresses.flat());
    const half = width / heads / 2;
    const [cosines, sines] = this.angles.map((at) => this.floats(at, context * half));
    for (let position = 0; position < context; position++) {
      for (let i = 0; i < half; i++) {
        const angle = position * BASE ** (-i / half);
        cosines![position * half + i] = Math.cos(angle);
        sines![position * half + i] = Math.sin(angle);
      }
    }
  }

  private packInto(name: string, values: Float32Array, shape: number[], steps: number[]): void {
    const source = this.fixedEnd;
    this.grow(source + values.byteLength);
    this.floats(source, values.length).set(values);
    this.words(ARGUMENTS, 6).set([source, this.weights.get(name)!, ...shape, ...steps]);
    this.pack(ARGUMENTS, 0, up16(shape[1]!) / 16, 0);
  }

  private writeArguments(places: Places, wanted: number): void {
    const { layers, width, heads, hidden, vocabulary } = this.config;
    const { weights, room } = this;
    const args = [
      ...[places.tokens, places.rows, places.positions, places.limits, wanted, places.wanted, places.logits],
      ...[layers, width, heads, hidden, vocabulary, 0, ...this.angles, room.positions, room.rows],
      ...[places.keys, places.values, weights.get('embedding')!, weights.get('head')!, weights.get('norm')!],
      ...[this.table, places.x, places.y, places.q, places.t, places.f, places.scores, Number(this.wide)],
    ];
    this.words(ARGUMENTS, args.length).set(args);
    this.floats(ARGUMENTS + 12 * 4, 1)[0] = EPSILON;
  }

  private writeList<T>(at: number, items: readonly T[], value: (item: T) => number): void {
    const words = this.words(at, items.length);
    for (let i = 0; i < items.length; i++) words[i] = value(items[i]!);
  }

  private grow(bytes: number): void {
    const missing = bytes - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE));
  }

  // Views are made when they are needed: growing gives the memory another buffer.
  private floats = (at: number, length: number) => new Float32Array(this.memory.buffer, at, length);
  private words = (at: number, length: number) => new Int32Array(this.memory.buffer, at, length);
}
