// Tables of what scripts/bench.mjs found.
import { median } from '../section.mjs';

const NAMES = {
  wireformer: 'Wireformer',
  tfjs: 'tfjs by hand',
  layers: 'tf.layers',
  jax: 'jax-js',
};
const NONE = '–';

/** A part of the values from the smallest, by rank. */
const rank = (values, part) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.round((sorted.length - 1) * part)];
};

const digits = (value) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));
const spread = (values) => `${digits(rank(values, 0.1))}–${digits(rank(values, 0.9))}`;
const whole = (value) => Math.round(value).toLocaleString('en-US');

/** How long ours takes for each step of another arm: rounds in which both took one. */
export function ratios(ours, other) {
  const byRound = new Map(ours.steps.map(({ round, ms }) => [round, ms]));
  return other.steps.flatMap(({ round, ms }) => (byRound.has(round) ? [byRound.get(round) / ms] : []));
}

/** The table of one model, a row for each arm. */
export function tableOf(found, model) {
  const gpu = found.backend === 'webgpu';
  const best = Math.max(found.products.own, found.products.tfjs);
  const ours = model.arms.find(({ arm }) => arm === 'wireformer');
  const count = (one, which) => {
    const seen = one.steps.map(({ counts }) => counts?.[which]);
    return seen.every((value) => value !== undefined) ? whole(median(seen)) : NONE;
  };
  const rows = model.arms.map((one) => {
    const times = one.steps.map(({ ms }) => ms);
    const middle = median(times);
    const ratio = ours && one !== ours ? ratios(ours, one) : [];
    const onGpu = () => [
      count(one, 'dispatches'),
      count(one, 'buffers'),
      count(one, 'submits'),
      count(one, 'passes'),
      digits(median(one.steps.map(({ scriptMs }) => scriptMs))),
      (Math.max(...one.steps.map(({ peakBytes }) => peakBytes)) / 1e6).toFixed(1),
    ];
    return [
      NAMES[one.arm] + (model.unlike?.[one.arm] ? '*' : ''),
      `${digits(middle)} ms`,
      `${spread(times)}, ${times.length}`,
      whole((1000 * model.perStep) / middle),
      ...(gpu ? onGpu() : []),
      whole(one.first.ms),
      `${((100 * model.flops) / (middle / 1000) / (best * 1e9)).toFixed(1)} %`,
      ratio.length > 0 ? `**${median(ratio).toFixed(3)}** (${spread(ratio)})` : NONE,
    ];
  });
  const head = [
    model.name,
    'step',
    '10–90 %, steps',
    `${model.unit}/s`,
    ...(gpu ? ['dispatches', 'buffers', 'submits', 'passes', 'JS ms', 'peak MB'] : []),
    'first ms',
    'of product',
    'ours ÷ its',
  ];
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const table = [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)];
  const notes = [
    ...Object.entries(model.unlike ?? {})
      .filter(([arm]) => model.arms.some((one) => one.arm === arm))
      .map(([arm, { how, parameters }]) => `\\* ${NAMES[arm]}: ${how}; ${whole(parameters)} parameters.`),
    ...Object.entries(model.cannot).map(([arm, why]) => `Without ${NAMES[arm]}: ${why}.`),
    ...Object.entries(model.failed).map(([arm, why]) => `${NAMES[arm]}: failed (${why}).`),
  ];
  return [
    `${whole(model.parameters)} parameters, batch ${model.batch}, ${(model.flops / 1e9).toFixed(2)} GFLOP a step:\n`,
    ...table,
    ...notes.map((note) => `\n${note}`),
  ].join('\n');
}

/** The section of docs/benchmarks.md. */
export function sectionOf(found) {
  const { backend, machine, products, torch } = found;
  const versions = [...new Map(found.models.flatMap(({ arms }) => arms.map(({ arm, version }) => [arm, version])))];
  const others = versions.filter(([arm]) => arm !== 'wireformer').map(([, version]) => version);
  const context = torch.installed
    ? `PyTorch ${torch.version}, ${torch.threads} threads, on the same machine for context: ${torch.models.map(({ name, ms }) => `${name} ${digits(median(ms))} ms`).join(', ')}.`
    : 'PyTorch was not installed here.';
  return `## Training beside others, ${backend}

${found.browser} headless, ${found.adapter}, ${machine.cores} shared cores (load ${machine.load.toFixed(1)} before, ${machine.loadAfter.toFixed(1)} after),
${found.date}, \`${found.command}\`: ${others.join(', ')}. A product of two 512 × 512 matrices: ${digits(products.own)} GFLOP/s by our kernel, ${digits(products.tfjs)} by tfjs'. ${context}

${found.models.map((model) => tableOf(found, model)).join('\n\n')}`;
}
