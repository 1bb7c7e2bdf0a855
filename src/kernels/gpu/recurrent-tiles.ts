import { readTogether } from './quads';
import { BACK, floatsOf, type Loop, type Part, placeOf, type Way } from './recurrent-form';
import { lines, range } from './tile';

/** Most invocations of a workgroup. */
const TEAM = 32;
/** Most sequences that a workgroup goes through, so that a weight is read once for all of them. */
const TOGETHER = 8;
/** Vectors of four sums that an invocation makes for each sequence: the gates of a unit each, or four units. */
const VECTORS = 2;

/**
 * For a GPU in software: a workgroup goes through several sequences, and an invocation makes a tile of sums, sequences by units. What is
 * done to the sums is a loop over the tile: unrolled it would take long to compile. The state lies in a buffer: workgroup memory is zeroed
 * before a shader runs, by an instruction for every number in SwiftShader, which take seconds to compile.
 */
export function inTiles(loop: Loop, quads: boolean): Way {
  const { B, H } = loop.sizes;
  const together = Math.min(TOGETHER, B);
  const several = loop.u.shape.length === 3;
  const units = VECTORS * (several ? 1 : 4);
  const tiles = Math.ceil(H / units);
  const team = Math.min(TEAM, 4 * Math.ceil(tiles / 4));
  /** Where in the buffer an array of the memory begins for a sequence of the workgroup. */
  const held = (key: string, r: string): string => {
    const arrays = Object.entries(loop.memory);
    const before = arrays.slice(
      0,
      arrays.findIndex(([name]) => name === key),
    );
    const offset = H * before.reduce((sum, [, size]) => sum + size, 0);
    return `$memory[(group.x * ${together}u + ${r}) * ${floatsOf(loop)}u + ${offset}u + `;
  };
  const array = new RegExp(`\\b(${Object.keys(loop.memory).join('|')})\\[`, 'g');
  // Where the batch does not come out even, the last sequence is computed more than once, and gives the same each time.
  const own = (code: string) =>
    `let b = min(group.x * ${together}u + sequence, ${B - 1}u);
      ${code.replace(array, (_, key: string) => held(key, 'sequence'))}`;
  const each = (code: string) => `for (var e = at; e < ${together * H}u; e += ${team}u) {
      let sequence = e / ${H}u;
      let j = e % ${H}u;
      ${own(code)}
    }`;
  /** Sums over k < K of `from`[k] · u[k, j], and code for each of them, which is called `product`. */
  const sums = (from: string, K: number, code: string) => {
    const step = K % 2 === 0 ? 2 : 1;
    const vector = (q: number) =>
      units === VECTORS
        ? `$u[k * ${H}u + min(first_unit + ${q}u, ${H - 1}u)]`
        : `vec4f(${range(4).map((l) => `$u[k * ${H}u + min(first_unit + ${4 * q + l}u, ${H - 1}u)]`)})`;
    const rows = range(together);
    const one = (by: number) => `{
        let k = start + ${by}u;
        ${lines(readTogether(together, quads, (row) => `${held(from, `min(${row}, ${together - 1}u)`)}k]`))}
        ${lines(range(VECTORS).map((q) => `let w${q} = ${vector(q)};`))}
        ${lines(
          rows.map((r) =>
            range(VECTORS)
              .map((q) => `z${r}_${q} = fma(a${r}, w${q}, z${r}_${q});`)
              .join(' '),
          ),
        )}
      }`;
    return `for (var round = 0u; round < ${Math.ceil(tiles / team)}u; round++) {
      let first_unit = (round * ${team}u + at) * ${units}u;
      ${lines(
        rows.map((r) =>
          range(VECTORS)
            .map((q) => `var z${r}_${q} = vec4f();`)
            .join(' '),
        ),
      )}
      for (var start = 0u; start < ${K}u; start += ${step}u) { ${range(step).map(one).join('\n')} }
      var tile = array<vec4f, ${together * VECTORS}>(${rows.flatMap((r) => range(VECTORS).map((q) => `z${r}_${q}`)).join(', ')});
      for (var e = 0u; e < ${together * units}u; e++) {
        let sequence = e / ${units}u;
        let j = first_unit + e % ${units}u;
        if (j >= ${H}u) { continue; }
        let product = ${units === VECTORS ? 'tile[e]' : 'tile[e / 4u][e % 4u]'};
        ${own(code)}
      }
    }`;
  };
  const part = ({ product, code }: Part) => {
    const placed = `${placeOf(loop)}\n      ${code}`;
    return product ? sums(product, H, placed) : each(placed);
  };
  return {
    team,
    together,
    buffered: true,
    quads,
    vectors: several,
    plain: each,
    part: (one) => (one === BACK ? sums('d', H * (loop.gates ?? 1), 'back[j] += product;') : part(one)),
  };
}
