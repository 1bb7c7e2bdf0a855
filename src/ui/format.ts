/** How figures are written everywhere. A no-break space stands between a number and its unit. */
const SPACE = '\u00a0';
const SCALES = ['', 'k', 'M', 'G', 'T', 'P', 'E'] as const;

/** Three significant digits without a trailing `.00`. */
const short = (value: number): string => {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  const text = value.toFixed(digits);
  return digits === 0 ? text : text.replace(/\.?0+$/, '');
};

function scaled(value: number, base: string): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  let rest = value;
  let scale = 0;
  // 999.5 would be written 1000: it belongs to the next scale.
  while (Math.abs(rest) >= 999.5 && scale < SCALES.length - 1) {
    rest /= 1000;
    scale++;
  }
  const unit = `${SCALES[scale] ?? ''}${base}`;
  return unit === '' ? short(rest) : `${short(rest)}${SPACE}${unit}`;
}

/** `1.2 M`. */
export const formatCount = (value: number): string => scaled(value, '');
/** `12.3 MB`, in powers of ten. */
export const formatBytes = (value: number): string => scaled(value, 'B');
/** `3.4 GFLOP`. */
export const formatFlops = (value: number): string => scaled(value, 'FLOP');
/** `12 k/s`. */
export const formatRate = (value: number): string =>
  Math.abs(value) >= 999.5 ? `${scaled(value, '')}/s` : `${short(value)}${Number.isFinite(value) ? SPACE : ''}/s`;

/** All digits, `1,234,567`. */
export const formatExact = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 20 });

/** Four significant digits; very small and very large ones with an exponent; names for what is not a number. */
export function formatNumber(value: number, digits = 4): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  const text = size >= 1e-3 && size < 1e5 ? value.toPrecision(digits) : value.toExponential(Math.max(0, digits - 2));
  return text.includes('e') ? text.replace('e+', 'e') : text;
}

/** A loss: four significant digits, zeros kept so that a live figure does not jump about. */
export const formatLoss = (value: number): string => formatNumber(value, 4);

/** `97.3 %`; 100 % and 0 % only when exact. */
export function formatPercent(fraction: number): string {
  if (!Number.isFinite(fraction)) return formatNumber(fraction);
  const percent = fraction * 100;
  const rounded = percent < 100 && percent >= 99.95 ? 99.9 : percent > 0 && percent < 0.05 ? 0.1 : percent;
  const text = percent === 0 || percent === 100 ? String(percent) : rounded.toFixed(1);
  return `${percent > 0 && percent < 0.05 ? '<' : ''}${text}${SPACE}%`;
}

/** `850 ms`, `4.2 s`, `3 min 05 s`, `1 h 02 min`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return formatNumber(seconds);
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)}${SPACE}ms`;
  if (seconds < 9.95) return `${seconds.toFixed(1)}${SPACE}s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}${SPACE}s`;
  const pad = (value: number) => String(value).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)}${SPACE}min ${pad(whole % 60)}${SPACE}s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)}${SPACE}h ${pad(minutes % 60)}${SPACE}min`;
}

/** `1 problem`, `3 problems`. */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatExact(count)} ${count === 1 ? one : many}`;

/** Cuts the middle out of a long text: both ends of a path say more than its beginning. */
export function shorten(text: string, most: number): string {
  const letters = [...text];
  if (letters.length <= most) return text;
  const head = Math.ceil((most - 1) / 2);
  return `${letters.slice(0, head).join('')}…${letters.slice(letters.length - (most - 1 - head)).join('')}`;
}

/** Makes what cannot be seen in a token visible: `␣` for a space, `↵` for a line end. */
export const showToken = (token: string): string =>
  token.replaceAll(' ', '␣').replaceAll('\n', '↵').replaceAll('\t', '⇥') || '∅';
