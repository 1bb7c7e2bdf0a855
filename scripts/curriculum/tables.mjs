// What has been measured of a comparison, as tables.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { documentHash } from '../document-hash.mjs';

export const SEEDS = [1, 2, 3, 4, 5];

/** Every run that a comparison asks for, with the key under which its result is kept. */
export function runsOf(row) {
  return row.arms.flatMap((arm) => {
    const document = JSON.parse(readFileSync(`templates/${arm.template}.json`, 'utf8'));
    arm.change?.(document);
    const text = JSON.stringify(document);
    const hash = documentHash(document);
    return row.rates.flatMap((rate) =>
      SEEDS.map((seed) => ({ arm, rate, seed, text, steps: document.training.steps, key: `${hash}-${rate}-${seed}` })),
    );
  });
}

export function tableFor(row, runs, results) {
  const table = row.buckets ? bucketsOf : row.figure === 'cost' ? costsOf : figuresOf;
  return table(row, runs, results);
}

/** Of each arm, what it comes to in the median at its best rate; undefined where nothing has been run. */
export function gistOf(row, results) {
  const runs = runsOf(row);
  if (row.figure === 'cost') return costGist(row, runs, results);
  const gists = row.arms.map((arm) => {
    const medians = row.rates.map((rate) => {
      const done = runs.filter((run) => run.arm === arm && run.rate === rate).flatMap(({ key }) => results[key] ?? []);
      return row.buckets ? dropOf(done, row.buckets) : median(done.map((result) => result[row.figure]));
    });
    const measured = medians.filter((value) => value !== undefined);
    if (measured.length === 0) return undefined;
    const value = row.buckets ? measured[0] : percent(Math.max(...measured));
    return `${arm.name} ${value}`;
  });
  const known = gists.filter((gist) => gist !== undefined);
  return known.length === 0 ? undefined : known.join(', ');
}

/** From the shortest to the longest sentences, in the median. */
function dropOf(done, metric) {
  const figure = (bucket) => bucket.scores.find(({ name }) => name === metric)?.value;
  const end = (at) => median(done.flatMap(({ buckets }) => figure(buckets.at(at)) ?? []));
  const [first, last] = [end(0), end(-1)];
  return first === undefined || last === undefined
    ? undefined
    : `${metric.toUpperCase()} ${first.toFixed(1)} → ${last.toFixed(1)}`;
}

/** One line for each arm and rate, a column for each seed. */
function figuresOf(row, runs, results) {
  const lines = row.arms.flatMap((arm) =>
    row.rates.map((rate) => {
      const figures = SEEDS.map((seed) => {
        const run = runs.find((one) => one.arm === arm && one.rate === rate && one.seed === seed);
        const value = results[run.key]?.[row.figure];
        return value === undefined ? '–' : percent(value);
      });
      return [arm.name, paramsOf(runs, arm, results), rate, ...figures];
    }),
  );
  return tableOf(['', 'parameters', 'learning rate', ...SEEDS.map((seed) => `seed ${seed}`)], lines);
}

/** One line for each run, a column for each length. */
function bucketsOf(row, runs, results) {
  const finished = runs.flatMap(({ key }) => results[key] ?? []);
  const lengths = [...new Set(finished.flatMap(({ buckets }) => buckets.map(({ from, to }) => `${from}–${to}`)))];
  const bleu = (value) => (value === undefined ? '–' : value.toFixed(1));
  const lines = runs.map(({ arm, rate, seed, key }) => {
    const found = new Map(
      (results[key]?.buckets ?? []).map(({ from, to, scores }) => [
        `${from}–${to}`,
        scores.find(({ name }) => name === row.buckets)?.value,
      ]),
    );
    const all = results[key]?.[`test_${row.buckets}`];
    const params = paramsOf(runs, arm, results);
    return [arm.name, params, rate, seed, bleu(all), ...lengths.map((length) => bleu(found.get(length)))];
  });
  return tableOf(['', 'parameters', 'learning rate', 'seed', 'all', ...lengths.map((one) => `${one} words`)], lines);
}

/** What each arm weighs and takes; a pass forward as the command line counts it, the steps as they were measured. */
function costs(row, runs, results) {
  return row.arms.map((arm) => {
    const done = runs.filter((run) => run.arm === arm).flatMap(({ key }) => results[key] ?? []);
    return {
      arm,
      ...countedOf(arm.template),
      step: median(done.map(({ msPerStep }) => msPerStep)),
      runs: done.length,
    };
  });
}

const share = (value, whole) =>
  value === undefined || whole === undefined ? '–' : `${Math.round((100 * value) / whole)} %`;

/** One line for each arm, with the ratio to the first. */
function costsOf(row, runs, results) {
  const all = costs(row, runs, results);
  const [first] = all;
  const lines = all.map(({ arm, params, flops, step, runs: count }) => [
    arm.name,
    params.toLocaleString('en-US'),
    share(params, first.params),
    flops.toLocaleString('en-US'),
    share(flops, first.flops),
    step === undefined ? '–' : step.toFixed(1),
    share(step, first.step),
    count,
  ]);
  const of = `of the ${first.arm.name}’s`;
  const head = ['', 'parameters', of, 'FLOPs, one batch forward', of, 'ms per step, median', of, 'runs'];
  return tableOf(head, lines);
}

function costGist(row, runs, results) {
  const [first, ...rest] = costs(row, runs, results);
  return rest
    .map(({ arm, params, flops, step }) => {
      const time = step === undefined || first.step === undefined ? '' : `, ${share(step, first.step)} of its time`;
      return `${arm.name}: ${share(params, first.params)} of the ${first.arm.name}’s parameters, ${share(flops, first.flops)} of its FLOPs${time}`;
    })
    .join(', ');
}

/** What the command line counts, without allocating. */
export function countedOf(template) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['dist/cli/wireformer.js', 'check', `templates/${template}.json`, '--json'],
    { encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  if (status !== 0) throw new Error(`${template}: ${stdout}${stderr}`);
  const { params, flops } = JSON.parse(stdout.trim().split('\n').at(-1));
  return { params, flops };
}

function paramsOf(runs, arm, results) {
  const done = runs.find((run) => run.arm === arm && results[run.key]);
  return done ? results[done.key].params.toLocaleString('en-US') : '–';
}

export function median(values) {
  const sorted = values.filter((value) => Number.isFinite(value)).sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 0 && sorted.length > 0 ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle];
}

export const percent = (value) => `${(100 * value).toFixed(1)} %`;

/** Columns after the first to the right, unless told otherwise. */
export function tableOf(head, lines, align = '---:') {
  const rest = head.slice(1).map(() => `${align}|`);
  return [`| ${head.join(' | ')} |`, `|---|${rest.join('')}`, ...lines.map((line) => `| ${line.join(' | ')} |`)].join(
    '\n',
  );
}
