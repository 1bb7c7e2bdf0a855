import { extraOf, extraReads, type Form, keptBy, MASKED, type Sizes, type Way } from './attention-form';
import { keptAt, keyRow, queryPlaces, seenByQueries } from './attention-queries';
import {
  blocks,
  declareSums,
  declareTile,
  dots,
  eachVector,
  hidden,
  keep,
  OTHERS,
  rowsFor,
  run,
  shell,
  store,
  vectors,
  weigh,
} from './attention-rows';
import { backward } from './attention-tiles-backward';
import type { Shader } from './gpu';
import { four, isAligned, lines, range } from './tile';

/**
 * y = drop(p) · v with p = e^(score − top) / sum, largest and sum being found on the way (Milakov & Gimelshein, arXiv 1805.02867):
 * where a larger score comes, what was summed up so far fades.
 */
function forwardOf(sizes: Sizes, form: Form): Shader {
  const { H, G, T, S, h, e } = sizes;
  const { causal, scale, rate, mask } = form;
  const rows = rowsFor(T);
  const { reads, mask: masks, bits } = extraReads(3, form);
  const kept = (q: number) => (rate > 0 ? `p_${q} * ${keptAt(sizes, q)}` : `p_${q}`);
  return {
    key: `attention ${[H, G, T, S, h, e, causal, scale, rate, mask?.join() ?? ''].join(' ')}`,
    reads,
    vectors: [isAligned(h), isAligned(h), isAligned(e)],
    writes: 2,
    code: () =>
      shell(
        rows,
        T,
        `arrayLength(&y1) / ${T}u`,
        scale,
        [
          four('x0', isAligned(h)),
          four('x1', isAligned(h)),
          four('x2', isAligned(e)),
          ...(rate > 0 ? [keptBy(rate, bits)] : []),
        ],
        `${queryPlaces(sizes, form, rows)}
  ${eachVector(rows, (q) => `var top_${q} = vec4f(${MASKED}); var sum_${q} = vec4f();`)}
  ${declareTile(rows, 'w')}
  ${declareSums(rows, e, 'sums')}
  for (var column = 0u; column < seen_to; column += ${OTHERS}u) {
    let first = column;
    let there = min(${OTHERS}u, ${S}u - first);
    ${lines(range(OTHERS).map((i) => `let k${i} = ${keyRow(sizes, h, 'k_at', `first + ${i}u`)};`))}
    ${dots(rows, h, 'c', ['x1', (i) => `k${i}`], ['x0', (j) => `q${j}`])}
    ${keep(rows, 'c', 'w')}
    ${eachVector(rows, (q) => `var above_${q} = top_${q};`)}
    for (var i = 0u; i < there; i++) {
      let s = first + i;
      ${eachVector(rows, (q) => {
        const score = hidden(`w[i * ${rows / 4}u + ${q}u]`, scale, seenByQueries(sizes, form, masks, q));
        return `let z_${q} = ${score}; w[i * ${rows / 4}u + ${q}u] = z_${q}; above_${q} = max(above_${q}, z_${q});`;
      })}
    }
    ${eachVector(rows, (q) => `let fade_${q} = e4(top_${q} - above_${q}); sum_${q} *= fade_${q}; top_${q} = above_${q};`)}
    for (var i = 0u; i < there; i++) {
      let s = first + i;
      ${eachVector(
        rows,
        (q) =>
          `let p_${q} = e4(w[i * ${rows / 4}u + ${q}u] - top_${q}); sum_${q} += p_${q}; w[i * ${rows / 4}u + ${q}u] = ${kept(q)};`,
      )}
    }
    ${weigh(rows, e, 'sums', 'w', ['x2', `v_at + (first + i) * ${G * e}u`], 'fade')}
  }
  var over = array<vec4f, ${rows / 4}>(${vectors(rows).map((q) => `sum_${q}`)});
  ${store(rows, e, 'sums', 'y0', `((b * ${T}u + min(m + i, ${T - 1}u)) * ${H}u + n % ${H}u) * ${e}u`, 'over[i / 4u][i % 4u]')}
  if (id.z == 0u) {
    ${lines(range(rows).map((i) => `y1[n * ${T}u + t${i}] = top_${i >> 2}[${i & 3}] + log(sum_${i >> 2}[${i & 3}]);`))}
  }`,
      ),
  };
}

const forward: Way['forward'] = (gpu, sizes, form, { q, k, v, ...more }, writes) => {
  const { B, H, T, e } = sizes;
  run(gpu, forwardOf(sizes, form), [q, k, v, ...extraOf(more)], writes, [T, B * H, blocks(e)]);
};

export const TILES: Way = { forward, backward };
