import { extraOf, extraReads, type Form, keptBy, MASKED, type Sizes, type Way } from './attention-form';
import { backward } from './attention-shared-backward';
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
 * y = drop(p) · v with p = e^(score − top) / sum, largest and sum being found on the way (Milakov & Gimelshein, arXiv 1805.02867; Dao et
 * al., arXiv 2205.14135): where a larger score comes, what was summed up so far fades. Nothing as large as [B, H, T, S] is written.
 *
 * Lengths T and S are read from the arrays: a text that grows symbol by symbol compiles no shader for every length.
 */
function forwardOf(sizes: Sizes, form: Form): Shader {
  const { H, G, h, e } = sizes;
  const { causal, scale, rate, mask } = form;
  const cut = cutOf(sizes);
  const { wide } = cut;
  const { reads, mask: masks, bits } = extraReads(3, form);
  const eachScore = range(EACH).map(
    (i) => `c${i} = score(c${i} * f32(${scale}), seen(n, vec4u(m + row + ${i}u), s, T, S));`,
  );
  const eachPower = range(EACH).map(
    (i) => `c${i} = select(vec4f(), e4(c${i} - above[${i}]), s < vec4u(S)); sum[${i}] += dot(c${i}, vec4f(1.0));`,
  );
  const kept = (i: number) => {
    const place = `(n * T + m + row + ${i}u) * S + s`;
    return rate > 0 ? `c${i} * vec4f(${range(EACH).map((j) => `kept((${place})[${j}])`)})` : `c${i}`;
  };
  // Whether some row of this tile sees some key of that one.
  const some = causal ? `column + T < m + ${ROWS}u + S` : 'true';
  return {
    key: `attention shared ${[H, G, h, e, causal, scale, rate, mask?.join() ?? ''].join(' ')}`,
    reads,
    writes: 2,
    code: () =>
      shell(
        cut,
        scale,
        [seenFunction(sizes, form, masks), ...(rate > 0 ? [keptBy(rate, bits)] : [])],
        `${queryPlaces(sizes)}
  let seen_to = ${seenTo(form)};
  var top = vec4f(${MASKED});
  // Of the columns that are the invocation's.
  var sum = vec4f();
  ${results('y', e, cut)}
  for (var column = 0u; column < seen_to; column += ${wide}u) {
    let there = S - column;
    ${sums('c')}
    let channels = select(0u, ${h}u, ${some});
    ${multiply(
      cut,
      'c',
      'channels',
      { contiguous: 'depth', lines: 'count', read: ofQuery('x0', sizes, h, 'q_at', 'line', 'depth') },
      { contiguous: 'depth', lines: 'there', read: ofKey('x1', sizes, h, '(column + line)', 'depth') },
    )}
    let s = column + own.x * ${EACH}u + EACH;
    ${lines(eachScore)}
    ${together(cut, 'above', (i) => `max(top[${i}], max(max(c${i}.x, c${i}.y), max(c${i}.z, c${i}.w)))`, 'max(all, one)')}
    let fade = e4(top - above);
    top = above;
    sum *= fade;
    ${lines(eachPower)}
    ${keepTile(kept)}
    ${weigh(cut, 'y', e, (line) => ofKey('x2', sizes, e, '(column + depth)', line), 'fade')}
  }
  ${together(cut, 'total', (i) => `sum[${i}]`, 'all + one')}
  ${store(cut, 'y', e, 'y0', (i) => `y_at + (${i}) * ${H * e}u`, 'total')}
  if (group.z == 0u && own.x == 0u) {
    ${lines(range(EACH).map((i) => `if (row + ${i}u < count) { y1[n * T + m + row + ${i}u] = top[${i}] + log(total[${i}]); }`))}
  }`,
      ),
  };
}

const forward: Way['forward'] = (gpu, sizes, form, { q, k, v, ...more }, writes) => {
  const { B, H, T, e } = sizes;
  const groups = [Math.ceil(T / ROWS), B * H, blocks(e, cutOf(sizes))] as const;
  gpu.run(forwardOf(sizes, form), [q, k, v, ...extraOf(more)], writes, groups);
};

export const SHARED: Way = { forward, backward };
