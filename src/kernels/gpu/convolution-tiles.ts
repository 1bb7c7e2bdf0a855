import type { Gpu, Shader } from './gpu';
import { QUAD, readTogether } from './quads';
import { lines, range } from './tile';

/**
 * Convolutions as products whose left operand is gathered from images: no matrix of windows is written. What costs time on a GPU in
 * software is reading, as in quads.ts, and the tile is the same: tall, four invocations tell each other their rows. Sizes are data, so that
 * all layers share a shader.
 */
export interface Tile {
  readonly rows: number;
  readonly columns: 4 | 8;
  /** Invocations of a workgroup along columns and rows. */
  readonly team: readonly [number, number];
  readonly quads: boolean;
}

/** @param N columns; where there are few, invocations of a quad have fewer each */
export const tileOf = (gpu: Gpu, N: number): Tile =>
  gpu.software
    ? { rows: 16, columns: N <= 4 * QUAD ? 4 : 8, team: [QUAD, 1], quads: gpu.quads }
    : { rows: 4, columns: 4, team: [8, 8], quads: false };

export const acrossOf = ({ columns, team }: Tile): number => columns * team[0];
export const downOf = ({ rows, team }: Tile): number => rows * team[1];

const nameOf = ({ rows, columns, quads }: Tile): string => `${rows}×${columns}${quads ? ' by quads' : ''}`;

/** Rows that an invocation reads itself. */
const ownRows = ({ rows, quads }: Tile): number[] => range(quads ? rows / QUAD : rows);

const vectorsOf = ({ columns }: Tile): number[] => range(columns / 4);

/** `m`, `n`, where the tile begins, and its sums; `body` adds to them, and they are stored in y0 [M, N] from `first` on. */
function mainOf(tile: Tile, body: string, first: string): string {
  const { rows, columns, team, quads } = tile;
  const sums = range(rows).flatMap((i) => vectorsOf(tile).map((q) => `c${i}_${q}`));
  return `
@compute @workgroup_size(${team[0]}, ${team[1]})
fn main(
  @builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) at: vec3u,${
    quads ? ' @builtin(subgroup_invocation_id) place: u32,' : ''
  }
) {
  let M = sizes[0].w;
  let N = sizes[1].z;
  let n = (group.x * ${team[0]}u + at.x) * ${columns}u;
  let m = (group.y * ${team[1]}u + at.y) * ${rows}u;
  ${lines(range(columns).map((j) => `let column${j} = min(n + ${j}u, N - 1u);`))}
  ${lines(sums.map((sum) => `var ${sum} = vec4f();`))}
  ${body}
  var tile = array<vec4f, ${sums.length}>(${sums.join(', ')});
  for (var e = 0u; e < ${rows * columns}u; e++) {
    let row = m + e / ${columns}u;
    let column = n + e % ${columns}u;
    if (row < M && column < N) { y0[${first}row * N + column] = tile[e / 4u][e % 4u]; }
  }
}`;
}

/** An invocation's own row `r` of the tile; over the edge the last one once more, which is not stored. */
const rowOf = ({ quads }: Tile, r: number): string =>
  `min(${quads ? `m + ${QUAD * r}u + place % ${QUAD}u` : `m + ${r}u`}, M - 1u)`;

/** Adds the outer product of a column of the left operand and a row of the right one. */
function addOuter(tile: Tile, left: (r: number) => string, right: (column: string) => string): string {
  const vectors = vectorsOf(tile);
  const read = vectors.map((q) => {
    const each = range(4).map((l) => right(`column${4 * q + l}`));
    return `let b${q} = vec4f(${each.join(', ')});`;
  });
  const added = range(tile.rows).map((i) =>
    vectors.map((q) => `c${i}_${q} = fma(a${i}, b${q}, c${i}_${q});`).join(' '),
  );
  return lines([...readTogether(tile.rows, tile.quads, (_, r) => left(r)), ...read, ...added]);
}

/**
 * y [B, H′, W′, N] = Σ over i, j, c of x [B, H, W, C] · w [h, w, ·, ·], where place o of y meets q = o · times + i · step + offset of x, or
 * q / stride where `strided`, if that divides. Sizes: H W C M; H′ W′ N –; times; offset (y, x each); step; stride; h w; strides of w along c, n.
 */
export const gatherShader = (tile: Tile, strided: boolean): Shader => ({
  key: `convolution ${nameOf(tile)} ${strided}`,
  reads: ['f32', 'f32'],
  writes: 1,
  sizes: 5,
  quads: tile.quads,
  code: () => {
    const own = ownRows(tile);
    const along = (q: string, by: string) => (strided ? `${q} / ${by}` : q);
    const fits = (r: number) =>
      [
        `qy${r} >= 0 && qx${r} >= 0`,
        ...(strided ? [`qy${r} % strideY == 0 && qx${r} % strideX == 0`] : []),
        `${along(`qy${r}`, 'strideY')} < height && ${along(`qx${r}`, 'strideX')} < width`,
      ].join(' && ');
    const body = `let C = sizes[0].z;
  let height = i32(sizes[0].x); let width = i32(sizes[0].y);
  let stepY = bitcast<i32>(sizes[3].x); let stepX = bitcast<i32>(sizes[3].y);
  let strideY = i32(sizes[3].z); let strideX = i32(sizes[3].w);
  ${lines(
    own.map(
      (r) => `let row${r} = ${rowOf(tile, r)};
    let image${r} = i32(row${r} / (sizes[1].x * sizes[1].y)) * height;
    let atY${r} = i32(row${r} / sizes[1].y % sizes[1].x * sizes[2].x) + bitcast<i32>(sizes[2].z);
    let atX${r} = i32(row${r} % sizes[1].y * sizes[2].y) + bitcast<i32>(sizes[2].w);`,
    ),
  )}
  for (var i = 0u; i < sizes[4].x; i++) {
    for (var j = 0u; j < sizes[4].y; j++) {
      ${lines(
        own.map(
          (r) => `let qy${r} = atY${r} + i32(i) * stepY;
      let qx${r} = atX${r} + i32(j) * stepX;
      let fits${r} = ${fits(r)};
      let pixel${r} = (image${r} + ${along(`qy${r}`, 'strideY')}) * width + ${along(`qx${r}`, 'strideX')};
      let source${r} = select(0u, u32(pixel${r}) * C, fits${r});`,
        ),
      )}
      let filters = (i * sizes[4].y + j) * C * N;
      for (var c = 0u; c < C; c++) {
        let b = filters + c * sizes[4].z;
        ${addOuter(
          tile,
          (r) => `select(0.0, x0[source${r} + c], fits${r})`,
          (column) => `x1[b + ${column} * sizes[4].w]`,
        )}
      }
    }
  }`;
    return mainOf(tile, body, '');
  },
});

/**
 * dw [parts, h · w · C, N] from x [B, H, W, C], dy [B, H′, W′, N]; a part has some of the B · H′ rows of places. Sizes: H W C M; H′ W′ N rows
 * of a part; stride; dilation; offset; w, rows of all parts.
 */
export const filterShader = (tile: Tile): Shader => ({
  key: `convolution filters ${nameOf(tile)}`,
  reads: ['f32', 'f32'],
  writes: 1,
  sizes: 5,
  quads: tile.quads,
  code: () => {
    const own = ownRows(tile);
    const body = `let C = sizes[0].z;
  let height = i32(sizes[0].x); let width = i32(sizes[0].y);
  ${lines(
    own.map(
      (r) => `let row${r} = ${rowOf(tile, r)};
    let channel${r} = i32(row${r} % C);
    let top${r} = i32(row${r} / C / sizes[4].x * sizes[2].z) + bitcast<i32>(sizes[3].x);
    let left${r} = i32(row${r} / C % sizes[4].x * sizes[2].w) + bitcast<i32>(sizes[3].y);`,
    ),
  )}
  let end = min((group.z + 1u) * sizes[1].w, sizes[4].y);
  for (var t = group.z * sizes[1].w; t < end; t++) {
    let image = i32(t / sizes[1].x) * height;
    let down = i32(t % sizes[1].x * sizes[2].x);
    ${lines(
      own.map(
        (r) => `let qy${r} = down + top${r};
    let seen${r} = qy${r} >= 0 && qy${r} < height;
    let line${r} = (image + qy${r}) * width;`,
      ),
    )}
    for (var o = 0u; o < sizes[1].y; o++) {
      let across = i32(o * sizes[2].y);
      let b = (t * sizes[1].y + o) * N;
      ${lines(
        own.map(
          (r) => `let qx${r} = across + left${r};
      let fits${r} = seen${r} && qx${r} >= 0 && qx${r} < width;
      let source${r} = select(0, (line${r} + qx${r}) * i32(C) + channel${r}, fits${r});`,
        ),
      )}
      ${addOuter(
        tile,
        (r) => `select(0.0, x0[source${r}], fits${r})`,
        (column) => `x1[b + ${column}]`,
      )}
    }
  }`;
    return mainOf(tile, body, 'group.z * M * N + ');
  },
});
