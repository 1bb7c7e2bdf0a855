import { type CheckedDataNode, type CheckedGraph, type CheckedNode, type Link, linksOf } from '../check';
import { type Batch, type Dataset, detokenize, isProblems, probeOf } from '../data';
import type { Device } from '../kernels';
import type { Candidate, PictureRecord, PredictionRecord, TapRecord } from '../metrics';
import type { Problem } from '../problem';
import type { Dim } from '../tensor';
import type { Batches, Model } from '../train';
import { mostLikely, probabilitiesOf } from './sample';

export interface Probed {
  readonly pictures: readonly PictureRecord[];
  readonly taps: readonly TapRecord[];
  readonly predictions: readonly PredictionRecord[];
}

export type ProbeFields = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Alternatives kept for each position. */
const CANDIDATES = 8;
/** Taps larger than this are not sent to the page. */
const TAP_LIMIT = 4_000_000;

/**
 * The probe's batch of one for every data block; a field the person has not written is the data set's own example. Where
 * the probe is one of the examples, `datasets` hold it.
 */
export function probeBatches(
  model: Model,
  fields: ProbeFields,
  datasets: ReadonlyMap<string, Dataset>,
): Batches | readonly Problem[] {
  const problems: Problem[] = [];
  const batches = new Map<string, Batch>();
  for (const node of model.dataNodes) {
    const { spec } = node.call;
    const standard = Object.fromEntries(spec.probe.map(({ name, value }) => [name, value]));
    const given = { ...standard, ...fields[node.id] };
    const batch = datasets.get(node.id)?.probe(given) ?? probeOf(spec, given);
    if (isProblems(batch)) problems.push(...batch);
    else batches.set(node.id, batch);
  }
  return problems.length > 0 ? problems : batches;
}

/** Runs the probe example through the model and reads every tap and every prediction. */
export async function runProbe(model: Model, device: Device, batches: Batches): Promise<Probed> {
  return device.guard(async () => {
    const program = model.program({ kind: 'probe' }, batches);
    const predicted = await model.predict(program, batches, TAP_LIMIT);
    const taps = program.taps.flatMap((tap, i): TapRecord[] => {
      const value = predicted.taps[i];
      if (!value) return [];
      const shape = tapShape(model.graph, tap.path, tap.name, tap.axes.length);
      return [
        {
          path: tap.path,
          name: tap.name,
          axes: tap.axes,
          shape: value.shape,
          data: Float32Array.from(value.data),
          ...(tap.gradient ? { gradient: tap.gradient } : {}),
          ...labels(model, shape, batches),
        },
      ];
    });
    const predictions = linksOf(model.graph).flatMap((link) => {
      const value = predicted.outputs.get(link.output.name);
      if (!value) return [];
      const role = link.output.outputs.y?.role;
      return [predictionOf(link, Float32Array.from(value.data), value.shape, role === 'probabilities', batches)];
    });
    return { taps, predictions, pictures: picturesOf(model, batches) };
  });
}

/** Pictures that come out of data blocks, as they are seen. */
const picturesOf = (model: Model, batches: Batches): PictureRecord[] =>
  model.dataNodes.flatMap(({ id, name, outputs }) =>
    Object.entries(outputs).flatMap(([port, { role }]) => {
      const values = batches.get(id)?.[port];
      if (role !== 'image' || !values) return [];
      const [, height = 0, width = 0, channels = 1] = values.shape;
      return [{ data: name, height, width, channels, pixels: Uint8Array.from(values.data) }];
    }),
  );

/**
 * Symbolic sizes of a tap's axes, by the dotted path of its block; a copy's number is skipped. Inside a recurrent module
 * the time axis comes after the batch; a block there that declares no tap has nothing but these two known.
 */
function tapShape(graph: CheckedGraph, path: string, name: string, rank: number): readonly (Dim | undefined)[] {
  let nodes: readonly CheckedNode[] = graph.nodes;
  let found: CheckedNode | undefined;
  let over: Dim | undefined;
  for (const part of path.split('.')) {
    const next = nodes.find((node) => node.name === part);
    if (!next) continue;
    found = next;
    if (next.call.kind !== 'module') continue;
    nodes = next.call.graph.nodes;
    const [state] = next.call.scan?.states ?? [];
    over = (state && next.outputs[state.from]?.shape[1]) ?? over;
  }
  const shape = found?.taps[name]?.shape;
  if (over === undefined) return shape ?? [];
  return Array.from({ length: rank }, (_, axis) => (axis === 1 ? over : shape?.[axis > 1 ? axis - 1 : axis]));
}

/** Tokens along the last two axes, where their symbols are lengths of a data block. */
function labels(
  model: Model,
  shape: readonly (Dim | undefined)[],
  batches: Batches,
): Pick<TapRecord, 'rows' | 'columns'> {
  const rows = tokensAlong(model.dataNodes, shape.at(-2), batches);
  const columns = tokensAlong(model.dataNodes, shape.at(-1), batches);
  return { ...(rows ? { rows } : {}), ...(columns ? { columns } : {}) };
}

function tokensAlong(nodes: readonly CheckedDataNode[], symbol: unknown, batches: Batches): string[] | undefined {
  if (typeof symbol !== 'string') return undefined;
  for (const node of nodes) {
    const port = Object.entries(node.outputs).find(([, type]) => type.dtype === 'int' && type.shape[1] === symbol)?.[0];
    const ids = port === undefined ? undefined : batches.get(node.id)?.[port]?.data;
    if (port !== undefined && ids) return detokenize(node.call.spec, port, ids);
  }
  return undefined;
}

function predictionOf(
  link: Link,
  values: Float32Array,
  shape: readonly number[],
  already: boolean,
  batches: Batches,
): PredictionRecord {
  const { output, target } = link;
  const spec = target?.data.call.spec;
  const type = target?.data.outputs[target.port];
  const vocabulary = spec?.vocabularies[type?.vocabulary?.id ?? ''];
  const right = target && batches.get(target.data.id)?.[target.port];
  const width = shape.at(-1) ?? 1;
  if (!spec || !target || !vocabulary || vocabulary.length !== width) {
    const wanted = right && right.data.length > 0 && type?.dtype === 'float' ? [...right.data].join(', ') : undefined;
    return { output: output.name, kind: 'values', values: [...values], ...(wanted ? { target: wanted } : {}) };
  }
  const candidates = (row: number): Candidate[] =>
    mostLikely(probabilitiesOf(values.subarray(row * width, (row + 1) * width), already), CANDIDATES).map(
      ({ id, probability }) => ({ token: vocabulary[id] ?? '', probability }),
    );
  if (shape.length === 2) {
    // A field left empty says nothing; an example of the data has its own label.
    const known = spec.probe.some(({ kind }) => kind === 'int') && right?.data[0];
    const wanted = typeof known === 'number' ? vocabulary[known] : undefined;
    return { output: output.name, kind: 'label', candidates: candidates(0), ...(wanted ? { target: wanted } : {}) };
  }
  const read = readPort(target.data, target.port);
  const tokens = read === undefined ? [] : detokenize(spec, read, batches.get(target.data.id)?.[read]?.data ?? []);
  const wanted = right ? detokenize(spec, target.port, right.data) : [];
  return {
    output: output.name,
    kind: 'sequence',
    positions: Array.from({ length: shape[1] ?? 0 }, (_, t) => ({
      token: tokens[t] ?? '',
      ...(wanted[t] === undefined ? {} : { target: wanted[t] }),
      candidates: candidates(t),
    })),
  };
}

/** The port whose tokens stand at the positions a prediction is about: as long as the target, and given. */
function readPort(data: CheckedDataNode, target: string): string | undefined {
  const { decoding } = data.call;
  if (decoding?.predicts === target) return decoding.feed;
  const length = data.outputs[target]?.shape[1];
  return Object.keys(data.outputs).find((port) => {
    const type = data.outputs[port];
    return port !== target && type?.dtype === 'int' && type.shape[1] === length;
  });
}
