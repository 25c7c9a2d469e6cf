/**
 * The colours of all lessons: Okabe and Ito's palette for colour-blind readers (2008), without black and yellow,
 * which vanish on dark and on white paper. The same colour means the same thing everywhere.
 */
import { UserError } from '../errors.js';

export const PALETTE = {
  base: '#767676',
  sft: '#E69F00',
  rlhf: '#009E73',
  english: '#56B4E9',
  chinese: '#D55E00',
  train: '#0072B2',
  heldOut: '#CC79A7',
  /** What one bar or one line shall stand out of. */
  muted: '#9AA5B1',
  highlight: '#D55E00',
} as const;

export type Meaning = keyof typeof PALETTE;
/** A meaning of the palette, or a colour as `#rrggbb`. */
export type Colour = Meaning | `#${string}`;

/** For series without a meaning, in this order. */
const SERIES = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#767676'] as const;

/** How a series is called in the lessons → what its colour means. Compared in lower case, without marks. */
const NAMES: Record<string, Meaning> = {
  base: 'base',
  sft: 'sft',
  rlhf: 'rlhf',
  english: 'english',
  英文: 'english',
  英语: 'english',
  chinese: 'chinese',
  中文: 'chinese',
  汉语: 'chinese',
  train: 'train',
  training: 'train',
  训练: 'train',
  heldout: 'heldOut',
  held: 'heldOut',
  留出: 'heldOut',
  验证: 'heldOut',
};

/** The colour as `#rrggbb`. */
export function hexOf(colour: Colour): string {
  if (Object.hasOwn(PALETTE, colour)) return PALETTE[colour as Meaning];
  if (/^#[0-9a-f]{6}$/i.test(colour)) return colour;
  throw new UserError(
    `Unknown colour ${JSON.stringify(colour)}: give one of ${Object.keys(PALETTE).join(', ')} or a colour as #rrggbb.`,
  );
}

function meaningOf(name: string): Meaning | undefined {
  const key = name.toLowerCase().replace(/[\s_-]/g, '');
  return Object.hasOwn(NAMES, key) ? NAMES[key] : undefined;
}

/** One colour a series: the asked one, else its name's meaning, else the next free colour of the palette. */
export function seriesColours(series: readonly { name: string; colour?: Colour }[]): string[] {
  const fixed = series.map(({ name, colour }) => {
    const wanted = colour ?? meaningOf(name);
    return wanted === undefined ? undefined : hexOf(wanted);
  });
  const free = SERIES.filter((colour) => !fixed.includes(colour));
  let next = 0;
  return fixed.map((colour) => colour ?? free[next++ % Math.max(1, free.length)] ?? SERIES[0]);
}

const channels = (hex: string) =>
  [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16) / 255);
const linear = (channel: number) =>
  channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
const encoded = (value: number) => (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055);

/** Relative luminance by WCAG 2: 0 is black, 1 is white. */
export function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = channels(hex).map(linear);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/**
 * The colour for text: the same hue, darkened until it has a contrast of 4.5 on white
 * (luminance 0.18), which still leaves 4 on the near-black paper of dark themes.
 */
export function textColour(hex: string): string {
  const factor = Math.min(1, 0.18 / luminance(hex));
  const parts = channels(hex).map((channel) => Math.round(255 * encoded(linear(channel) * factor)));
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

type Stop = readonly [number, number, number];
/** Light to dark blue: more is darker. */
const SEQUENTIAL: readonly Stop[] = [
  [247, 251, 255],
  [158, 202, 225],
  [8, 81, 156],
];
/** Blue below zero, white at zero, vermilion above. */
const DIVERGING: readonly Stop[] = [
  [0, 90, 160],
  [248, 248, 248],
  [200, 82, 0],
];

export type Ramp = 'sequential' | 'diverging';

/** The three colours of a ramp, at 0, ½ and 1; between them it is linear in sRGB, as Plotly draws it. */
export function rampStops(ramp: Ramp): readonly string[] {
  return (ramp === 'diverging' ? DIVERGING : SEQUENTIAL).map(([r, g, b]) => `rgb(${r},${g},${b})`);
}

/** The colour at `position` (0 to 1) of a ramp as `#rrggbb`. */
export function rampColour(ramp: Ramp, position: number): string {
  const stops = ramp === 'diverging' ? DIVERGING : SEQUENTIAL;
  const place = Math.min(1, Math.max(0, position)) * 2;
  const from = Math.min(1, Math.floor(place));
  const [low, high] = [stops[from], stops[from + 1]];
  if (low === undefined || high === undefined)
    throw new Error(`No colour at ${position} of the ${ramp} ramp.`);
  const mixed = low.map((part, index) => Math.round(part + ((high[index] ?? part) - part) * (place - from)));
  return `#${mixed.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
