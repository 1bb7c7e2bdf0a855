import { beforeAll, describe, expect, it } from 'vitest';
import { breaches, compileGradients, compileProbe, type Program } from '../../src/compile';
import { apply, type Document, extract, type Module, unpack } from '../../src/document';
import { drawCell } from '../../src/editor/cells';
import { type Device, watchProgram } from '../../src/kernels';
import { showProblem } from '../../src/problem';
import { batchesOf, type StoredTensor, type Trainer } from '../../src/train';
import { use } from '../support/devices';
import { slopeError } from '../support/differences';
import { checker, GraphBuilder } from '../support/graph';
import { graphOf, residualModule, trainerOf } from '../support/models';
import { fc } from '../support/property';

/** Smooth blocks, so that finite differences mean something, each behind a sequence [B, T, C]. */
const KINDS = [
  'linear',
  'tanh',
  'norm',
  'residual',
  'gate',
  'join',
  'attention',
  'gru',
  'copies',
  'shared',
  'cell',
] as const;

interface Piece {
  readonly kind: (typeof KINDS)[number];
  readonly width: number;
  /** Which of the values so far is read besides. */
  readonly other: number;
}

const pieces = fc.array(
  fc.record({ kind: fc.constantFrom(...KINDS), width: fc.integer({ min: 1, max: 4 }), other: fc.nat(20) }),
  { minLength: 1, maxLength: 7 },
);

/** A tagger whose middle is drawn at random. */
function draw(list: readonly Piece[]): Document {
  const graph = new GraphBuilder()
    .generated('sentences', 'tagged', 'right-context-tags', { examples: 500 })
    .block('data', 'tagged-data', { data: 'sentences' })
    .block('embed', 'embedding', { width: 4, deviation: 0.5 })
    .wire('data.tokens -> embed.ids');
  const modules: Module[] = [];
  const values = [{ from: 'embed.y', width: 4 }];
  for (const [i, { kind, width, other }] of list.entries()) {
    const last = values.at(-1) ?? { from: 'embed.y', width: 4 };
    const like = values.filter((value) => value.width === last.width);
    const second = (kind === 'join' ? values[other % values.length] : like[other % like.length]) ?? last;
    const name = `b${i}`;
    const add = (block: string, parameters: Parameters<GraphBuilder['block']>[2], wide = last.width) => {
      graph.block(name, block, parameters);
      values.push({ from: `${name}.y`, width: wide });
    };
    const use = (module: Module, run: Parameters<GraphBuilder['block']>[3], wide: number) => {
      if (!modules.some(({ id }) => id === module.id)) modules.push(module);
      graph.block(name, 'module', { units: wide }, run);
      graph.wire(`${last.from} -> ${name}.x`);
      values.push({ from: `${name}.y`, width: wide });
    };
    switch (kind) {
      case 'linear':
        add('linear', { units: 2 * width }, 2 * width);
        graph.wire(`${last.from} -> ${name}.x`);
        break;
      case 'tanh':
        add('activation', { kind: width % 2 === 0 ? 'tanh' : 'sigmoid' });
        graph.wire(`${last.from} -> ${name}.x`);
        break;
      case 'norm':
        add('rms-norm', {});
        graph.wire(`${last.from} -> ${name}.x`);
        break;
      case 'residual':
      case 'gate':
        add(kind === 'gate' ? 'multiply' : 'add', {});
        graph.wire(`${last.from} -> ${name}.a`, `${second.from} -> ${name}.b`);
        break;
      case 'join':
        add('concatenate', {}, last.width + second.width);
        graph.wire(`${last.from} -> ${name}.pieces`, `${second.from} -> ${name}.pieces`);
        break;
      case 'attention':
        add('multi-head-attention', { heads: 1, causal: width % 2 === 0 });
        graph.wire(`${last.from} -> ${name}.query`, `data.mask -> ${name}.mask`);
        break;
      case 'gru':
        add('gru', { units: width }, width);
        graph.wire(`${last.from} -> ${name}.x`, `data.mask -> ${name}.mask`);
        break;
      case 'copies':
      case 'shared': {
        const weights = kind === 'shared' ? { weights: 'shared' as const } : {};
        use(residualModule(), { module: { id: 'layer', repeat: width, ...weights } }, last.width);
        break;
      }
      case 'cell': {
        const cell = drawCell(width % 2 === 0 ? 'rnn' : 'lstm', `cell${width % 2}`, () => 1);
        use(cell.module, { module: { ...cell.use, ...(other % 2 === 0 ? { reverse: true } : {}) } }, width);
        if (other % 3 === 0) graph.wire(`data.mask -> ${name}.mask`);
      }
    }
  }
  const last = values.at(-1);
  return graph
    .block('head', 'linear', { units: 'K' })
    .block('loss', 'cross-entropy')
    .block('out', 'output')
    .wire(`${last?.from} -> head.x`, 'head.y -> loss.logits', 'data.tags -> loss.targets', 'data.mask -> loss.mask')
    .wire('head.y -> out.x')
    .document({ batch: 3, validateEvery: 0 }, modules);
}

function edited(document: Document, patch: Parameters<typeof apply>[1]): Document {
  const applied = apply(document, patch);
  if ('problems' in applied) throw new Error(applied.problems.map(showProblem).join('\n'));
  return applied.document;
}

/** Some of the middle made a module, and some of that again, where it can be. */
function packed(document: Document, chosen: readonly (readonly number[])[]): Document {
  let now = document;
  for (const [depth, picks] of chosen.entries()) {
    const middle = now.graph.nodes.filter(({ name }) => /^(b\d|pack)/.test(name));
    const ids = new Set(picks.flatMap((pick) => middle[pick % Math.max(1, middle.length)]?.id ?? []));
    const made = extract(now, undefined, ids, {
      name: `pack ${depth}`,
      refuse: () => undefined,
      main: () => true,
      gives: () => undefined,
      portVersion: 1,
    });
    if ('patch' in made) now = edited(now, made.patch);
  }
  return now;
}

const cases = fc.record({ list: pieces, chosen: fc.array(fc.array(fc.nat(10), { maxLength: 5 }), { maxLength: 3 }) });

/** Every tensor that a Program makes has the type that was worked out for it. */
async function sameTypes(trainer: Trainer, program: Program): Promise<string[]> {
  const wrong: string[] = [];
  const batches = batchesOf(trainer.datasets, 'train', () => [0, 1, 2]);
  const { feed, done } = trainer.model.feed(program, batches, { seed: 1, step: 0 });
  await watchProgram(program, feed, (step, made) => {
    for (const [i, tensor] of made.entries()) {
      const type = program.values[step.outputs[i] ?? -1];
      const dtype = { float: 'float32', int: 'int32', bool: 'bool' }[type?.dtype ?? 'float'];
      if (tensor.dtype !== dtype || tensor.shape.join() !== type?.shape.join()) {
        wrong.push(
          `${step.op} of ${step.path}: ${tensor.dtype} [${tensor.shape}], not ${type?.dtype} [${type?.shape}]`,
        );
      }
    }
    return true;
  });
  done();
  return wrong;
}

describe('graphs drawn at random, with modules at random', () => {
  let device: Device;
  beforeAll(async () => {
    device = await use('cpu');
  });

  it('check, have the types that were worked out, and gradients that finite differences confirm', {
    timeout: 300_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ list, chosen }) => {
        const document = packed(draw(list), chosen);
        expect(checker.check(document).problems.map(showProblem)).toEqual([]);
        const trainer = await trainerOf(document, device);
        try {
          const { model } = trainer;
          const [phase] = model.graph.training.phases;
          if (!phase) throw new RangeError('a document has a phase');
          const program = compileGradients(model.graph, phase);
          expect(breaches(program)).toEqual([]);
          expect(breaches(compileProbe(model.graph, phase))).toEqual([]);
          expect(await sameTypes(trainer, program)).toEqual([]);
          const batches = batchesOf(trainer.datasets, 'train', () => [0, 1, 2]);
          const run = async () => {
            const results = model.run(program, batches, { seed: 1, step: 0 });
            const read = [...results.outputs].map(
              async ([name, tensor]): Promise<[string, StoredTensor]> => [
                name,
                { shape: tensor.shape, data: Float32Array.from(await tensor.data()) },
              ],
            );
            const outputs = new Map(await Promise.all(read));
            model.discard(results);
            return outputs;
          };
          const gradients = await run();
          const { weights } = await trainer.save();
          const names = [...weights.keys()];
          const errors: string[] = [];
          for (const name of new Set([names[0], names[names.length >> 1], names.at(-1)])) {
            const at = weights.get(name ?? '');
            const gradient = gradients.get(`d:${name}`);
            if (name === undefined || !at || !gradient) throw new Error(`no gradient of ${name}`);
            const error = await slopeError({
              name,
              at: { dtype: 'float', ...at },
              gradient: { dtype: 'float', ...gradient },
              evaluate: async (x) => {
                model.store.loadWeights(new Map([[name, { shape: x.shape, data: Float32Array.from(x.data) }]]));
                const loss = (await run()).get('loss')?.data[0] ?? Number.NaN;
                return { sum: loss, length: Math.abs(loss) };
              },
            });
            model.store.loadWeights(new Map([[name, at]]));
            if (error !== undefined) errors.push(error);
          }
          expect(errors).toEqual([]);
        } finally {
          trainer.model.dispose();
        }
      }),
      { numRuns: 25 },
    );
  });

  it('give the same losses once a piece was made a module and taken apart again', { timeout: 300_000 }, async () => {
    let done = 0;
    await fc.assert(
      fc.asyncProperty(pieces, fc.array(fc.nat(10), { minLength: 1, maxLength: 4 }), async (list, picks) => {
        const document = draw(list);
        const middle = document.graph.nodes.filter(({ name }) => name.startsWith('b'));
        const ids = new Set(picks.flatMap((pick) => middle[pick % middle.length]?.id ?? []));
        const options = {
          name: 'pack',
          refuse: () => undefined,
          main: () => true,
          gives: () => undefined,
          portVersion: 1,
        };
        const made = extract(document, undefined, ids, options);
        if ('refusal' in made) return;
        done++;
        const inside = edited(document, made.patch);
        const back = unpack(inside, undefined, made.instance);
        if ('refusal' in back) throw new Error(back.refusal);
        const losses = async (one: Document) => {
          const trainer = await trainerOf(one, device);
          const found: number[] = [];
          for (let i = 0; i < 3; i++) {
            const result = await trainer.takeStep();
            found.push(result.loss);
          }
          trainer.model.dispose();
          return found;
        };
        expect(await losses(edited(inside, back.patch))).toEqual(await losses(document));
        expect(graphOf(inside).nodes.some(({ call }) => call.kind === 'module')).toBe(true);
      }),
      { numRuns: 12 },
    );
    expect(done).toBeGreaterThan(5);
  });
});
