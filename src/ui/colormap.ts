/**
 * The colour scale of every heat map. Its anchors lie on a path from deep violet over blue and green to pale yellow
 * whose lightness only rises, so it reads in grey and for every kind of colour blindness; the path is then walked in
 * steps of equal length in OKLab, where equal length looks equally different.
 */
export type Rgb = readonly [red: number, green: number, blue: number];
type Lab = readonly [lightness: number, a: number, b: number];

/** Lightness, chroma and hue in degrees (OKLCH). */
const ANCHORS = [
  [0.24, 0.09, 300],
  [0.36, 0.115, 278],
  [0.48, 0.1, 245],
  [0.6, 0.1, 200],
  [0.71, 0.13, 160],
  [0.82, 0.16, 128],
  [0.94, 0.16, 107],
] as const;

const STEPS = 256;

const toLab = ([lightness, chroma, hue]: readonly [number, number, number]): Lab => {
  const angle = (hue * Math.PI) / 180;
  return [lightness, chroma * Math.cos(angle), chroma * Math.sin(angle)];
};

const gamma = (value: number): number => (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055);
const linear = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const byte = (value: number): number => Math.round(255 * Math.min(1, Math.max(0, gamma(value))));

function fromLab([lightness, a, b]: Lab): Rgb {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    byte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    byte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    byte(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** Where a colour lies in OKLab; distances there are what the eye sees. */
export function labOf(rgb: Rgb): Lab {
  const [r, g, b] = [linear(rgb[0] / 255), linear(rgb[1] / 255), linear(rgb[2] / 255)];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

const distance = (p: Lab, q: Lab): number => Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
const between = (p: Lab, q: Lab, t: number): Lab => [
  p[0] + (q[0] - p[0]) * t,
  p[1] + (q[1] - p[1]) * t,
  p[2] + (q[2] - p[2]) * t,
];

function walk(): readonly Rgb[] {
  const points = ANCHORS.map(toLab);
  const legs = points.slice(1).map((end, i) => {
    const start = points[i] ?? end;
    return { start, end, length: distance(start, end) };
  });
  const total = legs.reduce((sum, leg) => sum + leg.length, 0);
  return Array.from({ length: STEPS }, (_, i) => {
    let left = (i / (STEPS - 1)) * total;
    for (const leg of legs) {
      if (left <= leg.length) return fromLab(between(leg.start, leg.end, left / leg.length));
      left -= leg.length;
    }
    return fromLab(points[points.length - 1] ?? [0, 0, 0]);
  });
}

export const COLORMAP: readonly Rgb[] = walk();

/** Colour of a fraction of the scale; what lies outside takes the end's colour. NaN is the caller's to show. */
export function colorAt(fraction: number): Rgb {
  const index = Math.round(Math.min(1, Math.max(0, fraction)) * (STEPS - 1));
  return COLORMAP[index] ?? [0, 0, 0];
}

export const cssColor = ([red, green, blue]: Rgb): string => `rgb(${red} ${green} ${blue})`;

/** Black or white, whichever can be read on the colour. */
export const inkOn = (rgb: Rgb): string => (labOf(rgb)[0] > 0.62 ? '#000000' : '#ffffff');

/** A part of the scale as a CSS background from left to right, for legends. */
export function colormapGradient(from = 0, to = 1): string {
  const stops = Array.from({ length: 9 }, (_, i) => cssColor(colorAt(from + ((to - from) * i) / 8)));
  return `linear-gradient(to right, ${stops.join(', ')})`;
}
