import { describe, expect, it } from 'vitest';
import { compileGradients } from '../../src/compile';
import type { Document, Node } from '../../src/document';
import { CELLS, type CellKind, drawCell } from '../../src/editor/cells';
import { alive, type DeviceName } from '../../src/kernels';
import { batchesOf, type StoredTensor, type Trainer } from '../../src/train';
import { expectClose } from '../support/close';
import { use } from '../support/devices';
import { GraphBuilder } from '../support/graph';
import type { HostTensor } from '../support/host';
import { trainerOf } from '../support/models';

const H = 5;
const C = 4;

interface Setting {
  readonly name: string;
  readonly mask: boolean;
  readonly initial: boolean;
  readonly reverse: boolean;
}

const SETTINGS: readonly Setting[] = [
  { name: 'from zeros', mask: false, initial: false, reverse: false },
  { name: 'with a mask and an initial state', mask: true, initial: true, reverse: false },
  { name: 'from the end, with a mask', mask: true, initial: false, reverse: true },
];

/** A tagger around a recurrent block, fused or drawn; `cell` brings the block under test as `cell`. */
function tagger(kind: CellKind, { mask, initial, reverse }: Setting, drawn: boolean): Document {
  const { module, use: run, ports } = drawCell(kind, 'drawing', () => 1);
  const port = (name: string) => (drawn ? (ports[name] ?? name) : name);
  const base = new GraphBuilder()
    .generated('sentences', 'tagged', 'right-context-tags', { examples: 500 })
    .block('data', 'tagged-data', { data: 'sentences' })
    .block('embed', 'embedding', { width: C, deviation: 0.5 });
  if (drawn) base.block('cell', 'module', { units: H }, { module: { ...run, ...(reverse ? { reverse } : {}) } });
  else base.block('cell', kind, { units: H, bidirectional: reverse });
  // A fused block that runs both ways: the half that runs back is what is compared.
  base.block('half', 'slice', { axis: 'features', start: H, size: H });
  base
    .block('head', 'linear', { units: 'K' })
    .block('loss', 'cross-entropy')
    .block('out', 'output')
    .wire('data.tokens -> embed.ids', `embed.y -> cell.${port('x')}`)
    .wire('head.y -> loss.logits', 'data.tags -> loss.targets', 'data.mask -> loss.mask', 'head.y -> out.x');
  if (reverse && !drawn) base.wire(`cell.${port('y')} -> half.x`, 'half.y -> head.x');
  else base.wire(`cell.${port('y')} -> head.x`);
  if (mask) base.wire(`data.mask -> cell.${port('mask')}`);
  if (initial) {
    base.block('mean', 'mean-over-time').block('first', 'linear', { units: H });
    base.wire('embed.y -> mean.x', 'mean.y -> first.x', `first.y -> cell.${port('initial')}`);
    if (kind === 'lstm') base.wire(`first.y -> cell.${port('initial_cell')}`);
  }
  const keep = (node: Node) => node.id !== 'half' || (reverse && !drawn);
  const document = base.document({ batch: 4, validateEvery: 0 }, drawn ? [module] : []);
  return { ...document, graph: { ...document.graph, nodes: document.graph.nodes.filter(keep) } };
}

const columns = ({ shape, data }: StoredTensor, from: number, count: number): StoredTensor => {
  const width = shape.at(-1) ?? 1;
  const rows = data.length / width;
  const out = new Float32Array(rows * count);
  for (let r = 0; r < rows; r++) out.set(data.subarray(r * width + from, r * width + from + count), r * count);
  return { shape: [...shape.slice(0, -1), count], data: out };
};

const below = (a: StoredTensor, b: StoredTensor): StoredTensor => ({
  shape: [(a.shape[0] ?? 0) + (b.shape[0] ?? 0), a.shape[1] ?? 0],
  data: Float32Array.from([...a.data, ...b.data]),
});

/** The drawing's weights out of the fused block's, or gradients out of gradients: gates are columns, x stands above h. */
function redrawn(kind: CellKind, of: (name: string) => StoredTensor): [string, StoredTensor][] {
  const part = (name: string, gate: number) => columns(of(name), gate * H, H);
  const gate = (name: string, at: number): [string, StoredTensor][] => [
    [`${name}.kernel`, below(part('kernel', at), part('recurrent', at))],
    [`${name}.bias`, part('bias', at)],
  ];
  switch (kind) {
    case 'rnn':
      return [
        ['input.kernel', of('kernel')],
        ['input.bias', of('bias')],
        ['recurrent.kernel', of('recurrent')],
      ];
    case 'lstm':
      return [...gate('input', 0), ...gate('forget', 1), ...gate('candidate', 2), ...gate('output', 3)];
    case 'gru':
      return [
        ...gate('reset', 0),
        ...gate('update', 1),
        ['candidate.kernel', part('kernel', 2)],
        ['candidate.bias', part('bias', 2)],
        ['old.kernel', part('recurrent', 2)],
        ['old.bias', of('recurrent_bias')],
      ];
  }
}

/** Loss and gradients of one batch. */
async function gradientsOf({ model, datasets, device }: Trainer): Promise<Map<string, StoredTensor>> {
  const [phase] = model.graph.training.phases;
  if (!phase) throw new RangeError('a document has a phase');
  const batches = batchesOf(datasets, 'train', () => [0, 1, 2, 3]);
  const program = compileGradients(model.graph, phase);
  return device.guard(async () => {
    const results = model.run(program, batches, { seed: 1, step: 0 });
    try {
      const read = [...results.outputs].map(
        async ([name, tensor]): Promise<[string, StoredTensor]> => [
          name,
          { shape: tensor.shape, data: Float32Array.from(await tensor.data()) },
        ],
      );
      return new Map(await Promise.all(read));
    } finally {
      model.discard(results);
    }
  });
}

const asHost = (tensors: ReadonlyMap<string, StoredTensor>): Map<string, HostTensor> =>
  new Map([...tensors].map(([name, { shape, data }]) => [name, { dtype: 'float', shape, data }]));

/** A cell drawn by hand out of simple blocks is the fused block: same loss, same gradients, through time. */
export function cellSuite(backend: DeviceName): void {
  const cases = CELLS.flatMap((kind) => SETTINGS.map((setting) => ({ kind, setting, name: setting.name })));
  describe(`cells drawn by hand on ${backend}`, () => {
    it.each(cases)('$kind $name', async ({ kind, setting }) => {
      const device = await use(backend);
      const fused = await trainerOf(tagger(kind, setting, false), device);
      const drawn = await trainerOf(tagger(kind, setting, true), device);
      try {
        const whole = new Map((await fused.save()).weights);
        const suffix = setting.reverse ? '_reverse' : '';
        const of = (from: ReadonlyMap<string, StoredTensor>, prefix: string) => (name: string) => {
          const tensor = from.get(`${prefix}cell.${name}${suffix}`);
          if (!tensor) throw new RangeError(`no ${name}`);
          return tensor;
        };
        const shared = [...whole].filter(([name]) => !name.startsWith('cell.'));
        const weights = new Map([
          ...shared,
          ...redrawn(kind, of(whole, '')).map(([name, tensor]): [string, StoredTensor] => [`cell.${name}`, tensor]),
        ]);
        expect([...weights.keys()].sort()).toEqual([...drawn.model.weightShapes().keys()].sort());
        drawn.model.store.loadWeights(weights);
        const wanted = await gradientsOf(fused);
        const before = alive().tensors;
        const found = await gradientsOf(drawn);
        expect(alive().tensors).toBe(before);
        const expected = new Map([
          ...[...wanted].filter(([name]) => !name.startsWith('d:cell.')),
          ...redrawn(kind, of(wanted, 'd:')).map(([name, tensor]): [string, StoredTensor] => [
            `d:cell.${name}`,
            tensor,
          ]),
        ]);
        expect([...found.keys()].sort()).toEqual([...expected.keys()].sort());
        expectClose(asHost(found), asHost(expected));
      } finally {
        fused.model.dispose();
        drawn.model.dispose();
      }
    });

    it('holds as many tensors after 100 steps as after 3', { timeout: 120_000 }, async () => {
      const setting: Setting = { name: '', mask: true, initial: true, reverse: false };
      // A software GPU takes seconds for a step of many small operations.
      const kind = backend === 'webgpu' ? 'rnn' : 'lstm';
      const trainer = await trainerOf(tagger(kind, setting, true), await use(backend));
      try {
        const step = async () => {
          const result = await trainer.takeStep();
          if ('notFinite' in result) throw new Error(`not finite at ${result.path}`);
          return result.loss;
        };
        const first = await step();
        for (let i = 1; i < 3; i++) await step();
        const before = alive().tensors;
        for (let i = 3; i < (backend === 'webgpu' ? 5 : 100); i++) await step();
        expect(alive().tensors).toBe(before);
        if (backend !== 'webgpu') expect(await step()).toBeLessThan(first * 0.9);
      } finally {
        trainer.model.dispose();
      }
    });
  });
}
