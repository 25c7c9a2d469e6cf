/** Numbers in the datasheet. */

export const thousands = (value: number): string => value.toLocaleString('en-US');

/** `56 %`, `0.4 %`, `99.97 %`: two digits that count, near both ends. */
export function percent(share: number): string {
  const value = 100 * share;
  const edge = Math.min(value, 100 - value);
  const decimals = edge >= 9.95 || edge === 0 ? 0 : edge >= 0.95 ? 1 : 2;
  return `${Number(value.toFixed(decimals))} %`;
}

export const megabytes = (bytes: number): string =>
  `${(bytes / 1e6).toLocaleString('en-US', { maximumFractionDigits: 1 })} MB`;
