/** Numbers as a reader wants them, and as a small file wants them. */

/** Rounded to `digits` significant digits: what a chart's JSON carries. Not finite stays as it is. */
export function significant(value: number, digits = 5): number {
  return Number.isFinite(value) ? Number(value.toPrecision(digits)) : value;
}

const grouped = (text: string) => text.replace(/\B(?=(\d{3})+(?!\d))/g, ',');

/**
 * About `digits` significant digits, thousands grouped from 10,000 on, `e` notation only for the very small and
 * very large. Whole numbers keep all their digits below 10^12.
 */
export function formatNumber(value: number, digits = 4): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  const sign = value < 0 ? '−' : '';
  if (size !== 0 && (size >= 1e12 || size < 1e-4)) {
    return (
      sign +
      size
        .toExponential(Math.max(0, digits - 2))
        .replace(/\.?0+e/, 'e')
        .replace('e+', 'e')
    );
  }
  if (Number.isInteger(value)) return sign + (size >= 10_000 ? grouped(String(size)) : String(size));
  const decimals = size === 0 ? 0 : Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  const [whole = '0', rest = ''] = size.toFixed(Math.min(decimals, 10)).split('.');
  const fraction = rest.replace(/0+$/, '');
  return sign + (size >= 10_000 ? grouped(whole) : whole) + (fraction === '' ? '' : `.${fraction}`);
}

/** A number with its unit; percent, degrees and currency signs stand as typographers set them. */
export function withUnit(text: string, unit: string | undefined): string {
  if (unit === undefined || unit === '') return text;
  return unit === '°' ? text + unit : `${text} ${unit}`;
}

/** `75 s` → `1 min 15 s`; below ten seconds with one decimal. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?';
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
