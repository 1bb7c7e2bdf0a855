import type { Form, Sizes } from './attention-form';
import { eachVector, maskAt, shown, skips } from './attention-rows';
import { lines, range } from './tile';

/** Own rows are queries: where they, and the keys and values of their head, begin. */
export const queryPlaces = (sizes: Sizes, form: Form, rows: number): string => {
  const { H, G, T, S, h, e } = sizes;
  return lines([
    `let b = n / ${H}u;`,
    `let group = n % ${H}u / ${H / G}u;`,
    ...range(rows).map((i) => `let t${i} = min(m + ${i}u, ${T - 1}u);`),
    ...range(rows).map((i) => `let q${i} = ((b * ${T}u + t${i}) * ${H}u + n % ${H}u) * ${h}u;`),
    eachVector(rows, (q) => `let t_${q} = vec4u(${range(4).map((i) => `t${4 * q + i}`)});`),
    `let k_at = (b * ${S * G}u + group) * ${h}u;`,
    `let v_at = (b * ${S * G}u + group) * ${e}u;`,
    `let seen_to = ${skips(form, sizes) ? `min(m + ${rows + S - T}u, ${S}u)` : `${S}u`};`,
    maskAt(sizes, form, 'n'),
  ]);
};

/** What own queries of vector `q` see of key `s`. */
export const seenByQueries = ({ T, S }: Sizes, { causal, mask }: Form, name: string, q: number): string[] => {
  const one = (i: number) => (mask?.[2] ? shown(name, mask, `t${4 * q + i}`, 's') : '');
  return [
    ...(causal ? [`vec4u(s + ${T}u) <= t_${q} + vec4u(${S}u)`] : []),
    ...(mask ? [mask[2] ? `vec4<bool>(${range(4).map(one)})` : `vec4<bool>(${shown(name, mask, '0u', 's')})`] : []),
  ];
};

/** Rows of keys or values of a tile from `column` on. */
export const keyRow = ({ G, S }: Sizes, width: number, from: string, s: string): string =>
  `${from} + min(${s}, ${S - 1}u) * ${G * width}u`;

/** What is dropped of own queries of vector `q` at key `s`. */
export const keptAt = ({ T, S }: Sizes, q: number): string =>
  `vec4f(${range(4).map((i) => `kept((n * ${T}u + t${4 * q + i}) * ${S}u + s)`)})`;
