// One line for each row of the curriculum: its templates, what they promise and reach, and the figure of the row's lesson.
import { existsSync, readFileSync } from 'node:fs';
import { documentHash } from '../document-hash.mjs';
import { COMPARISONS } from './comparisons.mjs';
import { countedOf, gistOf, percent, tableOf } from './tables.mjs';

/** By number; `compares` names the comparisons below that show the row's lesson, `counts` templates whose size is part of it. */
const ROWS = [
  {
    system: 'perceptron, multi-layer perceptron',
    templates: ['perceptron', 'xor'],
    counts: ['perceptron'],
    compares: ['xor'],
  },
  { system: 'CNN', templates: ['cnn'], compares: ['convolution'] },
  { system: 'RNN', templates: ['memory-rnn', 'rnn'], compares: ['memory'] },
  { system: 'LSTM', templates: ['memory-lstm', 'lstm'], compares: ['memory'] },
  { system: 'GRU', templates: ['memory-gru', 'gru'], compares: ['cost'] },
  { system: 'both directions', templates: ['tagger'], compares: ['directions'] },
  { system: 'the five mappings', templates: ['cnn', 'captions', 'sentiment', 'tagger', 'seq2seq'] },
  { system: 'encoder–decoder', templates: ['seq2seq'], compares: ['translation'] },
  { system: 'Bahdanau attention', templates: ['bahdanau'], compares: ['translation'] },
  { system: 'self-attention step by step', templates: ['self-attention'] },
  { system: 'multi-head attention', templates: ['multi-head'], compares: ['heads'] },
  { system: 'positional encoding', templates: ['positions'], compares: ['positions'] },
  { system: 'residual, layer norm, feed-forward', templates: ['encoder-layer'], compares: ['residual'] },
  { system: 'Transformer encoder–decoder', templates: ['transformer', 'translation', 'transformer-base'] },
  { system: 'GPT', templates: ['gpt'] },
  { system: 'BERT', templates: ['bert', 'bert-sentiment'] },
  { system: 'T5, BART', templates: ['t5', 'bart'] },
  { system: 'LLaMA-style decoder', templates: ['llama', 'llama-7b', 'llama-13b'] },
];

/** A line for each row. What has not been measured is a dash; nothing here is typed in. */
export function overview(results) {
  const measured = existsSync('docs/templates.json') ? JSON.parse(readFileSync('docs/templates.json', 'utf8')) : {};
  const lines = ROWS.map(({ system, templates, counts = [], compares = [] }, i) => {
    const all = templates.filter((name) => existsSync(fileOf(name))).map((name) => lookedUp(name, measured));
    const column = (cell) => all.map(cell).join('<br>');
    return [
      i + 1,
      system,
      column(({ name, meta }) => `[${meta.name}](../${fileOf(name)})`),
      column(promise),
      column(({ meta, result }) => (meta.expects && result ? figure(meta.expects, result) : '–')),
      lesson(all, counts, compares, results),
    ];
  });
  return tableOf(['Row', 'System', 'Templates', 'Promised', 'Reached', 'The lesson’s figure'], lines, '---');
}

const fileOf = (name) => `templates/${name}.json`;

function lookedUp(name, measured) {
  const document = JSON.parse(readFileSync(fileOf(name), 'utf8'));
  const result = measured[name]?.hash === documentHash(document) ? measured[name] : undefined;
  return { name, meta: document.meta, result };
}

function promise({ meta }) {
  if (!meta.expects) return 'counted only';
  const { metric, atLeast, atMost } = meta.expects;
  return atLeast === undefined ? `${metric} ≤ ${show(metric, atMost)}` : `${metric} ≥ ${show(metric, atLeast)}`;
}

const isLoss = (metric) => metric.endsWith('loss');
const show = (metric, value) => (isLoss(metric) ? String(value) : percent(value));

/** A metric may carry the path of its loss block: `opinion_loss/accuracy`. */
function figure({ metric }, result) {
  const value = result[`val${metric[0].toUpperCase()}${metric.slice(1)}`];
  if (value === undefined) return '–';
  return isLoss(metric) ? value.toFixed(3) : percent(value);
}

/** What the comparisons found, and how many parameters those models have that are to be counted. */
function lesson(all, counts, compares, results) {
  const found = COMPARISONS.filter(({ id }) => compares.includes(id)).map(
    (row) => `[${gistOf(row, results) ?? 'not run yet'}](#${slug(row.title)})`,
  );
  const counted = all
    .filter(({ name, meta }) => !meta.expects || counts.includes(name))
    .map(({ name, meta }) => `${meta.name}: ${countedOf(name).params.toLocaleString('en-US')} parameters`);
  return [...found, ...counted].join('<br>') || '–';
}

/** Of a heading, as GitHub makes the link to it. */
const slug = (title) =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
