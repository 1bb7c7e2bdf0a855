import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const top = fileURLToPath(new URL('../..', import.meta.url));
const program = join(top, 'dist/cli/wireformer.js');
const folder = mkdtempSync(join(tmpdir(), 'wireformer-'));
const template = (name: string) => join(top, 'templates', `${name}.json`);
const file = (name: string) => join(folder, name);

function run(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** Objects of `--json` output; the last one is the summary. */
const lines = (stdout: string): Record<string, unknown>[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

beforeAll(() => {
  if (!existsSync(program)) throw new Error('The command line is not built: run `npm run build` first.');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('check', () => {
  it('prints the summary table and ends with 0', () => {
    const { status, stdout } = run('check', template('perceptron'));
    expect(status).toBe(0);
    expect(stdout).toMatch(/layer_1 +linear +float \[B, 4\] +24/);
    expect(stdout).toMatch(/Parameters +50/);
    expect(stdout).toMatch(/A training step +[\d,]+ bytes/);
  });

  it('gives one object a node and a summary as JSON', () => {
    const { stdout } = run('check', template('perceptron'), '--json');
    const all = lines(stdout);
    expect(all[1]).toEqual({ path: 'layer_1', block: 'linear', outputs: { y: 'float [B, 4]' }, params: 24 });
    expect(all.at(-1)).toMatchObject({ ok: true, params: 50, problems: [] });
    // Weights, gradients, two moments, and what goes from block to block.
    expect(Number(Reflect.get(Object(all.at(-1)), 'stepBytes'))).toBeGreaterThan(4 * 4 * 50);
  });

  it('ends with 1 and the problem for a broken file, with 2 for wrong usage, with 0 for help', () => {
    writeFileSync(file('broken.json'), '{"wireformer": 1, ');
    const broken = run('check', file('broken.json'));
    expect(broken.status).toBe(1);
    expect(broken.stderr).toContain('document/not-json');
    expect(run('check', file('absent.json')).status).toBe(1);
    expect(run('check').status).toBe(2);
    expect(run('fly').status).toBe(2);
    expect(run('train', template('xor'), '--steps', 'many').status).toBe(2);
    for (const command of ['check', 'train', 'predict', 'export']) {
      const { status, stdout } = run(command, '--help');
      expect(status).toBe(0);
      expect(stdout).toContain('Usage:');
    }
  });
});

describe('train', () => {
  it('reports steps and a summary, saves, and resumes bit for bit', () => {
    const whole = lines(run('train', template('xor'), '--backend', 'cpu', '--steps', '40', '--json').stdout);
    const made = { backend: 'cpu', kernels: 'reference', version: expect.stringMatching(/^\d+\.\d+\.\d+/) };
    expect(whole.at(-1)).toMatchObject({ params: 22, steps: 40, ...made });
    const saved = run(
      'train',
      template('xor'),
      '--backend',
      'cpu',
      '--steps',
      '20',
      '--save',
      file('w.safetensors'),
      '--json',
    );
    expect(saved.status).toBe(0);
    const rest = run(
      'train',
      template('xor'),
      '--backend',
      'cpu',
      '--steps',
      '40',
      '--resume',
      file('w.safetensors'),
      '--json',
    );
    const losses = (all: Record<string, unknown>[]) =>
      all.filter((l) => 'gradNorm' in l).map(({ step, loss }) => [step, loss]);
    const [first, second] = [losses(lines(saved.stdout)), losses(lines(rest.stdout))];
    const unbroken = losses(whole);
    for (const pair of [...first, ...second]) {
      if (unbroken.some(([step]) => step === pair[0])) expect(unbroken).toContainEqual(pair);
    }
    expect(second.length).toBeGreaterThan(1);
    expect(second.at(-1)).toEqual(unbroken.at(-1));
  });

  it('evaluates the weights that it saves: with --best those that validated best, not the last', () => {
    const uneven = JSON.parse(readFileSync(template('xor'), 'utf8'));
    Object.assign(uneven.training, { steps: 60, validateEvery: 5, validateExamples: 0 });
    uneven.training.phases[0].learningRate = 3;
    writeFileSync(file('uneven.json'), JSON.stringify(uneven));
    const evaluated = (...options: readonly string[]) =>
      lines(
        run('train', file('uneven.json'), '--backend', 'cpu', '--evaluate', 'validation', '--json', ...options).stdout,
      );
    const saved = evaluated('--best', '--save', file('best.safetensors'));
    const validations = saved.filter((line) => 'best' in line);
    const losses = validations.map(({ valLoss }) => Number(valLoss));
    const least = Math.min(...losses);
    expect(losses.at(-1)).toBeGreaterThan(least);
    const atBest = validations.find(({ valLoss }) => valLoss === least);
    const bestStep = atBest?.step;
    expect(saved.at(-1)).toMatchObject({ steps: 60, bestStep, validation_loss: least, evaluation: { step: bestStep } });
    expect(saved.at(-1)).toMatchObject({ valLoss: least, valAccuracy: atBest?.valAccuracy });
    // A run resumed at its last step trains no more: the figures are those of the file.
    const again = evaluated('--resume', file('best.safetensors'), '--steps', String(bestStep));
    expect(again.at(-1)).toMatchObject({ steps: bestStep, validation_loss: least });
    const last = { valLoss: losses.at(-1), validation_loss: losses.at(-1), evaluation: { step: 60 } };
    expect(evaluated().at(-1)).toMatchObject({ steps: 60, ...last });
  });

  it('trains on a file of one’s own, with the head following its vocabulary', () => {
    writeFileSync(file('own.txt'), 'to be or not to be, that is the question. '.repeat(200));
    const { status, stdout, stderr } = run(
      'train',
      template('gru'),
      '--data',
      file('own.txt'),
      '--steps',
      '2',
      '--backend',
      'wasm',
      '--json',
    );
    expect(stderr).not.toContain('error');
    expect(status).toBe(0);
    const params = lines(stdout).at(-1)?.params;
    expect(params).toBeGreaterThan(0);
    expect(params).not.toBe(67_426);
  });
});

describe('what goes wrong on the way', () => {
  it('is found before training where it can be, and never loses the last good weights', () => {
    const early = run('train', template('xor'), '--backend', 'cpu', '--save', file('absent/w.safetensors'));
    expect(early.status).toBe(1);
    expect(early.stderr).toContain('storage/failed');
    expect(early.stdout).not.toContain('step');

    const wild = JSON.parse(readFileSync(template('xor'), 'utf8'));
    wild.training.phases[0].learningRate = 1e38;
    writeFileSync(file('wild.json'), JSON.stringify(wild));
    const broken = run('train', file('wild.json'), '--backend', 'cpu', '--save', file('wild.safetensors'), '--json');
    expect(broken.status).toBe(1);
    const summary = lines(broken.stdout).at(-1);
    expect(summary).toMatchObject({ ok: false, problems: [{ code: 'training/not-finite' }] });
    expect(existsSync(file('wild.safetensors'))).toBe(true);
  });

  it('gives the promised fields for a file that cannot be read', () => {
    const { status, stdout } = run('check', file('broken.json'), '--json');
    expect(status).toBe(1);
    expect(lines(stdout).at(-1)).toMatchObject({
      ok: false,
      params: null,
      flops: null,
      activationBytes: null,
      stepBytes: null,
    });
  });

  it('resumes with the seed the weights were trained with', () => {
    run('train', template('xor'), '--backend', 'cpu', '--seed', '7', '--steps', '10', '--save', file('s7.safetensors'));
    const rest = lines(
      run('train', template('xor'), '--backend', 'cpu', '--steps', '20', '--resume', file('s7.safetensors'), '--json')
        .stdout,
    );
    const whole = lines(
      run('train', template('xor'), '--backend', 'cpu', '--seed', '7', '--steps', '20', '--json').stdout,
    );
    expect(rest.at(-1)?.loss).toBe(whole.at(-1)?.loss);
  });
});

describe('predict', () => {
  it('runs given inputs and names what does not fit', () => {
    run('train', template('xor'), '--backend', 'wasm', '--save', file('x.safetensors'));
    writeFileSync(
      file('in.json'),
      JSON.stringify({
        features: [
          [0, 0],
          [0, 1],
          [1, 0],
          [1, 1],
        ],
      }),
    );
    const { status, stdout } = run(
      'predict',
      template('xor'),
      '--weights',
      file('x.safetensors'),
      '--input',
      file('in.json'),
      '--json',
    );
    expect(status).toBe(0);
    const { outputs } = JSON.parse(stdout);
    const classes = outputs.class.map(([a, b]: [number, number]) => (a > b ? 0 : 1));
    expect(classes).toEqual([0, 1, 1, 0]);
    writeFileSync(file('bad.json'), JSON.stringify({ features: [[0, 0, 0]] }));
    const bad = run('predict', template('xor'), '--weights', file('x.safetensors'), '--input', file('bad.json'));
    expect(bad.status).toBe(1);
    expect(bad.stderr).toContain('expected float [B, 2], received [1, 3]');
    const wrong = run(
      'predict',
      template('perceptron'),
      '--weights',
      file('x.safetensors'),
      '--input',
      file('in.json'),
    );
    expect(wrong.status).toBe(1);
    expect(wrong.stderr).toContain('weights/missing');
  });

  it('refuses ids outside the vocabulary', () => {
    run('train', template('gru'), '--backend', 'wasm', '--steps', '1', '--save', file('g.safetensors'));
    writeFileSync(file('ids.json'), JSON.stringify({ tokens: [[1, 2, 9999]] }));
    const { status, stderr } = run(
      'predict',
      template('gru'),
      '--weights',
      file('g.safetensors'),
      '--input',
      file('ids.json'),
    );
    expect(status).toBe(1);
    expect(stderr).toContain('data/id-range');
  });
});

describe('export', () => {
  it('writes canonical JSON, the summary, and the Program', () => {
    expect(run('export', template('xor'), '--to', 'json').stdout).toBe(readFileSync(template('xor'), 'utf8'));
    expect(run('export', template('xor'), '--to', 'summary').stdout).toMatch(/Parameters +22/);
    expect(run('export', template('xor'), '--to', 'program').stdout).toContain('= crossEntropy(');
    expect(run('export', template('xor'), '--to', 'poem').status).toBe(2);
  });
});
