import { extraOf, extraReads, type Form, keptBy, type Sizes, type Way } from './attention-form';
import {
  blocks,
  cutOf,
  EACH,
  keepTile,
  multiply,
  ofKey,
  ofQuery,
  queryPlaces,
  ROWS,
  results,
  rowsOf,
  seenFunction,
  seenTo,
  shell,
  store,
  sums,
  together,
  weigh,
} from './attention-workgroup';
import type { Shader } from './gpu';
import { lines, range } from './tile';

/**
 * The backward pass makes p = e^(score − lse) again (Dao et al., arXiv 2205.14135), in both of its dispatches: the first has rows of
 * queries and makes dq and Δ = Σ y · dy, the second rows of keys and makes dk and dv.
 *
 * ds = p · (d − Δ) · scale with d = keep · (dy · vᵀ); dq = ds · k.
 */
function queriesGradientOf(sizes: Sizes, form: Form): Shader {
  const { H, G, h, e } = sizes;
  const { causal, scale, rate, mask } = form;
  const cut = cutOf(sizes);
  const { wide, across } = cut;
  const { reads, mask: masks, bits } = extraReads(6, form);
  const slope = (i: number) => {
    const p = `e4(score(c${i} * f32(${scale}), seen(n, vec4u(m + row + ${i}u), s, T, S)) - vec4f(lse[${i}]))`;
    const place = `(n * T + m + row + ${i}u) * S + s`;
    const d = rate > 0 ? `d${i} * vec4f(${range(EACH).map((j) => `kept((${place})[${j}])`)})` : `d${i}`;
    return `select(vec4f(), ds_of(${p}, ${d}, vec4f(along[${i}]), vec4f(slope[${i}])), s < vec4u(S))`;
  };
  return {
    key: `attention shared queries ${[H, G, h, e, causal, scale, rate, mask?.join() ?? ''].join(' ')}`,
    // q, k, v, y, lse, dy
    reads,
    writes: 2,
    code: () =>
      shell(
        cut,
        scale,
        [seenFunction(sizes, form, masks), ...(rate > 0 ? [keptBy(rate, bits)] : [])],
        `${queryPlaces(sizes)}
  let seen_to = ${seenTo(form)};
  var part = vec4f();
  for (var c = own.x; c < ${e}u; c += ${across}u) {
    ${lines(range(EACH).map((i) => `if (row + ${i}u < count) { let i = y_at + (row + ${i}u) * ${H * e}u + c; part[${i}] += x3[i] * x5[i]; }`))}
  }
  ${together(cut, 'along', (i) => `part[${i}]`, 'all + one')}
  let lse = ${rowsOf('x4', 'm + row', 'T')};
  let slope = slope_of(lse);
  ${results('q', h, cut)}
  for (var column = 0u; column < seen_to; column += ${wide}u) {
    let there = S - column;
    ${sums('c')}
    ${multiply(
      cut,
      'c',
      `${h}u`,
      { contiguous: 'depth', lines: 'count', read: ofQuery('x0', sizes, h, 'q_at', 'line', 'depth') },
      { contiguous: 'depth', lines: 'there', read: ofKey('x1', sizes, h, '(column + line)', 'depth') },
    )}
    ${sums('d')}
    ${multiply(
      cut,
      'd',
      `${e}u`,
      { contiguous: 'depth', lines: 'count', read: ofQuery('x5', sizes, e, 'y_at', 'line', 'depth') },
      { contiguous: 'depth', lines: 'there', read: ofKey('x2', sizes, e, '(column + line)', 'depth') },
    )}
    let s = column + own.x * ${EACH}u + EACH;
    ${keepTile(slope)}
    ${weigh(cut, 'q', h, (line) => ofKey('x1', sizes, h, '(column + depth)', line))}
  }
  ${store(cut, 'q', h, 'y0', (i) => `q_at + (${i}) * ${H * h}u`)}
  if (group.z == 0u && own.x == 0u) {
    ${lines(range(EACH).map((i) => `if (row + ${i}u < count) { y1[n * T + m + row + ${i}u] = along[${i}]; }`))}
  }`,
      ),
  };
}

/** dk = dsᵀ · q and dv = drop(p)ᵀ · dy over all the heads that share a key. */
function keysGradientOf(sizes: Sizes, form: Form): Shader {
  const { H, G, h, e } = sizes;
  const { causal, scale, rate, mask } = form;
  const cut = cutOf(sizes);
  const { wide } = cut;
  const { reads, mask: masks, bits } = extraReads(6, form);
  const keys = (name: string, width: number) =>
    `value = ${name}[((b * S + m + line) * ${G}u + group_of) * ${width}u + depth];`;
  const queries = (name: string, width: number, t: string, column: string) =>
    ofQuery(name, sizes, width, `(b * T * ${H}u + n % ${H}u) * ${width}u`, t, column);
  const kept = (i: number) => `vec4f(${range(EACH).map((j) => `kept(((n * T + t) * S + m + row + ${i}u)[${j}])`)})`;
  const probabilities = range(EACH).map(
    (i) => `c${i} = score(c${i} * f32(${scale}), seen(n, t, vec4u(m + row + ${i}u), T, S));
      c${i} = select(vec4f(), e4(c${i} - lse) * share_of(lse, S), t < vec4u(T));`,
  );
  const slopes = range(EACH).map((i) => {
    const d = rate > 0 ? `d${i} * ${kept(i)}` : `d${i}`;
    return `d${i} = ds_of(c${i}, ${d}, along, slope);`;
  });
  const rowOfKey = (i: string, width: number) => `((b * S + m + ${i}) * ${G}u + group_of) * ${width}u`;
  return {
    key: `attention shared keys ${[H, G, h, e, causal, scale, rate, mask?.join() ?? ''].join(' ')}`,
    // q, k, v, lse, along, dy
    reads,
    writes: 2,
    code: () =>
      shell(
        cut,
        scale,
        [seenFunction(sizes, form, masks), ...(rate > 0 ? [keptBy(rate, bits)] : [])],
        `let b = group.y / ${G}u;
  let group_of = group.y % ${G}u;
  let S = arrayLength(&x1) / (${h}u * groups.y);
  let T = arrayLength(&x0) / (${(H / G) * h}u * groups.y);
  let count = S - m;
  // The first query that sees some key of the tile.
  let first = ${causal && !mask ? 'select(0u, max(m, S - T) - (S - T), S >= T)' : '0u'};
  ${results('k', h, cut)}
  ${results('v', e, cut)}
  for (var j = 0u; j < ${H / G}u; j++) {
    let n = b * ${H}u + group_of * ${H / G}u + j;
    for (var column = first; column < T; column += ${wide}u) {
      let there = T - column;
      ${sums('c')}
      ${multiply(
        cut,
        'c',
        `${h}u`,
        { contiguous: 'depth', lines: 'count', read: keys('x1', h) },
        { contiguous: 'depth', lines: 'there', read: queries('x0', h, '(column + line)', 'depth') },
      )}
      ${sums('d')}
      ${multiply(
        cut,
        'd',
        `${e}u`,
        { contiguous: 'depth', lines: 'count', read: keys('x2', e) },
        { contiguous: 'depth', lines: 'there', read: queries('x5', e, '(column + line)', 'depth') },
      )}
      let t = column + own.x * ${EACH}u + EACH;
      let lse = ${rowsOf('x3', 'column + own.x * 4u', 'T')};
      let along = ${rowsOf('x4', 'column + own.x * 4u', 'T')};
      let slope = slope_of(lse);
      ${lines(probabilities)}
      ${lines(slopes)}
      ${keepTile((i) => (rate > 0 ? `c${i} * ${kept(i)}` : `c${i}`))}
      ${weigh(cut, 'v', e, (line) => queries('x5', e, '(column + depth)', line))}
      ${keepTile((i) => `d${i}`)}
      ${weigh(cut, 'k', h, (line) => queries('x0', h, '(column + depth)', line))}
    }
  }
  ${store(cut, 'k', h, 'y0', (i) => rowOfKey(`(${i})`, h))}
  ${store(cut, 'v', e, 'y1', (i) => rowOfKey(`(${i})`, e))}`,
      ),
  };
}

export const backward: Way['backward'] = (gpu, sizes, form, { q, k, v, y, lse, dy, ...more }, [dq, dk, dv]) => {
  const { B, H, G, T, S, h, e } = sizes;
  const cut = cutOf(sizes);
  const along = gpu.make(lse.shape);
  const extra = extraOf(more);
  const [rows, columns] = [Math.ceil(T / ROWS), Math.ceil(S / ROWS)];
  gpu.run(queriesGradientOf(sizes, form), [q, k, v, y, lse, dy, ...extra], [dq, along], [rows, B * H, blocks(h, cut)]);
  const across = Math.max(blocks(h, cut), blocks(e, cut));
  gpu.run(keysGradientOf(sizes, form), [q, k, v, lse, along, dy, ...extra], [dk, dv], [columns, B * G, across]);
};
