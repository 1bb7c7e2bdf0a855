import { extraOf, extraReads, type Form, keptBy, type Sizes, type Way } from './attention-form';
import { keptAt, keyRow, queryPlaces, seenByQueries } from './attention-queries';
import {
  blocks,
  declareSums,
  declareTile,
  dots,
  eachVector,
  gather,
  hidden,
  keep,
  maskAt,
  OTHERS,
  rowsFor,
  run,
  shell,
  shown,
  skips,
  store,
  weigh,
} from './attention-rows';
import type { Shader } from './gpu';
import { four, isAligned, lines, range } from './tile';

/**
 * The backward pass makes p = e^(score − lse) again (Dao et al., arXiv 2205.14135), in both of its dispatches: the first has rows of
 * queries of its own and makes dq and Δ = Σ y · dy, the second rows of keys and makes dk and dv.
 *
 * ds = p · (d − Δ) · scale with d = keep · (dy · vᵀ); dq = ds · k.
 */
function queriesGradientOf(sizes: Sizes, form: Form): Shader {
  const { H, G, T, S, h, e } = sizes;
  const { causal, scale, rate, mask } = form;
  const rows = rowsFor(T);
  const { reads, mask: masks, bits } = extraReads(6, form);
  const width = rows / 4;
  return {
    key: `attention queries ${[H, G, T, S, h, e, causal, scale, rate, mask?.join() ?? ''].join(' ')}`,
    reads,
    // q, k, v, y, lse, dy
    vectors: [isAligned(h), isAligned(h), isAligned(e), isAligned(e), false, isAligned(e)],
    writes: 2,
    code: () =>
      shell(
        rows,
        T,
        `arrayLength(&y1) / ${T}u`,
        scale,
        [
          ...['x0', 'x1'].map((name) => four(name, isAligned(h))),
          ...['x2', 'x3', 'x5'].map((name) => four(name, isAligned(e))),
          ...(rate > 0 ? [keptBy(rate, bits)] : []),
        ],
        `${queryPlaces(sizes, form, rows)}
  ${lines(range(rows).map((i) => `let y${i}_at = ((b * ${T}u + t${i}) * ${H}u + n % ${H}u) * ${e}u;`))}
  ${gather(rows, 'lse', (i) => `x4[n * ${T}u + t${i}]`)}
  ${eachVector(rows, (q) => `let slope_${q} = slope_of(lse_${q}); var along_${q} = vec4f();`)}
  for (var c = 0u; c < ${e}u; c += 4u) {
    ${eachVector(rows, (q) => {
      const each = range(4).map((i) => {
        const at = `y${4 * q + i}_at`;
        return `dot(x34(${at} + c, ${at} + ${e}u), x54(${at} + c, ${at} + ${e}u))`;
      });
      return `along_${q} += vec4f(${each.join(', ')});`;
    })}
  }
  ${declareTile(rows, 'w')}
  ${declareTile(rows, 'u')}
  ${declareSums(rows, h, 'sums')}
  for (var first = 0u; first < seen_to; first += ${OTHERS}u) {
    let there = min(${OTHERS}u, ${S}u - first);
    {
      ${lines(range(OTHERS).map((i) => `let k${i} = ${keyRow(sizes, h, 'k_at', `first + ${i}u`)};`))}
      ${dots(rows, h, 'c', ['x1', (i) => `k${i}`], ['x0', (j) => `q${j}`])}
      ${keep(rows, 'c', 'w')}
    }
    {
      ${lines(range(OTHERS).map((i) => `let v${i} = ${keyRow(sizes, e, 'v_at', `first + ${i}u`)};`))}
      ${dots(rows, e, 'd', ['x2', (i) => `v${i}`], ['x5', (j) => `y${j}_at`])}
      ${keep(rows, 'd', 'u')}
    }
    for (var i = 0u; i < there; i++) {
      let s = first + i;
      ${eachVector(rows, (q) => {
        const score = hidden(`w[i * ${width}u + ${q}u]`, scale, seenByQueries(sizes, form, masks, q));
        const d = `u[i * ${width}u + ${q}u]${rate > 0 ? ` * ${keptAt(sizes, q)}` : ''}`;
        return `w[i * ${width}u + ${q}u] = ds_of(e4(${score} - lse_${q}), ${d}, along_${q}, slope_${q});`;
      })}
    }
    ${weigh(rows, h, 'sums', 'w', ['x1', `k_at + (first + i) * ${G * h}u`])}
  }
  ${store(rows, h, 'sums', 'y0', `((b * ${T}u + min(m + i, ${T - 1}u)) * ${H}u + n % ${H}u) * ${h}u`)}
  if (id.z == 0u) {
    ${lines(range(rows).map((i) => `y1[n * ${T}u + t${i}] = along_${i >> 2}[${i & 3}];`))}
  }`,
      ),
  };
}

/** dk = dsᵀ · q and dv = drop(p)ᵀ · dy over all the heads that share a key. */
function keysGradientOf(sizes: Sizes, form: Form): Shader {
  const { H, G, T, S, h, e } = sizes;
  const { causal, scale, rate, mask } = form;
  const rows = rowsFor(S);
  const { reads, mask: masks, bits } = extraReads(6, form);
  const width = rows / 4;
  const seen = (q: number) => {
    const own = range(4).map((i) => 4 * q + i);
    return [
      ...(causal ? [`s_${q} + vec4u(${T}u) <= vec4u(t + ${S}u)`] : []),
      ...(mask ? [`vec4<bool>(${own.map((i) => shown(masks, mask, 't', `s${i}`)).join(', ')})`] : []),
    ];
  };
  const keptAlong = (q: number) => `vec4f(${range(4).map((i) => `kept((head * ${T}u + t) * ${S}u + s${4 * q + i})`)})`;
  return {
    key: `attention keys ${[H, G, T, S, h, e, causal, scale, rate, mask?.join() ?? ''].join(' ')}`,
    reads,
    // q, k, v, lse, along, dy
    vectors: [isAligned(h), isAligned(h), isAligned(e), false, false, isAligned(e)],
    writes: 2,
    code: () =>
      shell(
        rows,
        S,
        `arrayLength(&x3) / ${(T * H) / G}u`,
        scale,
        [
          ...['x0', 'x1'].map((name) => four(name, isAligned(h))),
          ...['x2', 'x5'].map((name) => four(name, isAligned(e))),
          ...(rate > 0 ? [keptBy(rate, bits)] : []),
        ],
        `let b = n / ${G}u;
  let group = n % ${G}u;
  ${lines(range(rows).map((i) => `let s${i} = min(m + ${i}u, ${S - 1}u);`))}
  ${lines(range(rows).map((i) => `let k${i} = ((b * ${S}u + s${i}) * ${G}u + group) * ${h}u;`))}
  ${lines(range(rows).map((i) => `let v${i} = ((b * ${S}u + s${i}) * ${G}u + group) * ${e}u;`))}
  ${eachVector(rows, (q) => `let s_${q} = vec4u(${range(4).map((i) => `s${4 * q + i}`)});`)}
  ${declareTile(rows, 'w')}
  ${declareTile(rows, 'u')}
  ${declareSums(rows, h, 'k_sums')}
  ${declareSums(rows, e, 'v_sums')}
  for (var j = 0u; j < ${H / G}u; j++) {
    let head = b * ${H}u + group * ${H / G}u + j;
    let q_at = (b * ${T * H}u + head % ${H}u) * ${h}u;
    let y_at = (b * ${T * H}u + head % ${H}u) * ${e}u;
    ${maskAt(sizes, form, 'head')}
    for (var first = ${skips(form, sizes) ? `max(m, ${S - T}u) - ${S - T}u` : '0u'}; first < ${T}u; first += ${OTHERS}u) {
      let there = min(${OTHERS}u, ${T}u - first);
      {
        ${lines(range(OTHERS).map((i) => `let q${i} = q_at + min(first + ${i}u, ${T - 1}u) * ${H * h}u;`))}
        ${dots(rows, h, 'c', ['x0', (i) => `q${i}`], ['x1', (r) => `k${r}`])}
        ${keep(rows, 'c', 'w')}
      }
      {
        ${lines(range(OTHERS).map((i) => `let y${i} = y_at + min(first + ${i}u, ${T - 1}u) * ${H * e}u;`))}
        ${dots(rows, e, 'd', ['x5', (i) => `y${i}`], ['x2', (r) => `v${r}`])}
        ${keep(rows, 'd', 'u')}
      }
      for (var i = 0u; i < there; i++) {
        let t = first + i;
        let lse = vec4f(x3[head * ${T}u + t]);
        let along = vec4f(x4[head * ${T}u + t]);
        let slope = slope_of(lse);
        let share = share_of(lse, ${S}u);
        ${eachVector(rows, (q) => {
          const score = hidden(`w[i * ${width}u + ${q}u]`, scale, seen(q));
          const p = `let p_${q} = e4(${score} - lse) * share;`;
          const kept = rate > 0 ? `let kept_${q} = ${keptAlong(q)};` : '';
          const by = rate > 0 ? ` * kept_${q}` : '';
          return `${p} ${kept} w[i * ${width}u + ${q}u] = p_${q}${by};
        u[i * ${width}u + ${q}u] = ds_of(p_${q}, u[i * ${width}u + ${q}u]${by}, along, slope);`;
        })}
      }
      ${weigh(rows, h, 'k_sums', 'u', ['x0', `q_at + (first + i) * ${H * h}u`])}
      ${weigh(rows, e, 'v_sums', 'w', ['x5', `y_at + (first + i) * ${H * e}u`])}
    }
  }
  ${store(rows, h, 'k_sums', 'y0', `((b * ${S}u + min(m + i, ${S - 1}u)) * ${G}u + group) * ${h}u`)}
  ${store(rows, e, 'v_sums', 'y1', `((b * ${S}u + min(m + i, ${S - 1}u)) * ${G}u + group) * ${e}u`)}`,
      ),
  };
}

export const backward: Way['backward'] = (gpu, sizes, form, { q, k, v, y, lse, dy, ...more }, [dq, dk, dv]) => {
  const { B, H, G, T, S, h, e } = sizes;
  const along = gpu.make(lse.shape);
  const extra = extraOf(more);
  run(gpu, queriesGradientOf(sizes, form), [q, k, v, y, lse, dy, ...extra], [dq, along], [T, B * H, blocks(h)]);
  const most = Math.max(blocks(h), blocks(e));
  run(gpu, keysGradientOf(sizes, form), [q, k, v, lse, along, dy, ...extra], [dk, dv], [S, B * G, most]);
};
