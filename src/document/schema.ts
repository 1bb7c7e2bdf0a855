import * as v from 'valibot';
import { identifier } from './identifier';

/**
 * The saved document, once: types, validation messages and the published JSON Schema come from these schemas. Key
 * order here is the canonical key order of a file.
 */
export const VERSION = 1;

/** Limits that keep a hostile file from filling memory; far above what a person draws. */
export const LIMITS = {
  characters: 32_000_000,
  depth: 24,
  nodes: 20_000,
  edges: 60_000,
  text: 20_000,
  annotations: 1_000,
} as const;

/** A name becomes a key (ports of a module, symbols of data), so it is as restricted as an id. */
const name = identifier;
const text = v.pipe(v.string(), v.maxLength(LIMITS.text));
const finite = v.pipe(v.number(), v.finite());
const natural = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const positive = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const fraction = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const scalar = v.union([finite, v.boolean(), text]);
const scalars = v.record(identifier, scalar);

/** A value, or a reference to a parameter that the module promotes. */
export const ParameterValue = v.union([scalar, v.strictObject({ parameter: identifier })]);

export const Tie = v.strictObject({
  weight: identifier,
  /** Path of the other weight, `embedding.table`. */
  from: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_.-]{1,400}$/, 'a dotted path')),
  transpose: v.boolean(),
});

export const ModuleUse = v.strictObject({
  id: identifier,
  /** Copies in a row; what comes out of one goes into the next. */
  repeat: v.optional(positive),
  /** Whether the copies of a repeat have their own weights. */
  weights: v.optional(v.picklist(['own', 'shared'])),
  /** Instances with the same key use the same weights. */
  share: v.optional(identifier),
  /** A cell run over time: pairs of state ports, the output `from` fed back to the input `to` at the next step. */
  recurrent: v.optional(v.pipe(v.array(v.strictObject({ from: identifier, to: identifier })), v.maxLength(64))),
  /** From the last time step to the first. */
  reverse: v.optional(v.boolean()),
});

export const Node = v.strictObject({
  id: identifier,
  name,
  block: identifier,
  version: positive,
  parameters: v.record(identifier, ParameterValue),
  module: v.optional(ModuleUse),
  ties: v.optional(v.array(Tie)),
  bypass: v.optional(v.boolean()),
});

const End = v.strictObject({ node: identifier, port: identifier });

export const Edge = v.strictObject({ id: identifier, from: End, to: End });

export const Graph = v.strictObject({
  nodes: v.pipe(v.array(Node), v.maxLength(LIMITS.nodes)),
  edges: v.pipe(v.array(Edge), v.maxLength(LIMITS.edges)),
});

export const Module = v.strictObject({
  id: identifier,
  name: text,
  description: v.optional(text),
  /** Parameters that instances may set, with what holds where they do not. */
  parameters: v.array(v.strictObject({ id: identifier, default: scalar })),
  nodes: v.pipe(v.array(Node), v.maxLength(LIMITS.nodes)),
  edges: v.pipe(v.array(Edge), v.maxLength(LIMITS.edges)),
});

const kind = v.picklist(['tokens', 'pairs', 'labelled', 'tagged', 'features', 'images', 'series', 'captions']);

export const DataChoice = v.strictObject({
  id: identifier,
  kind,
  source: v.variant('type', [
    v.strictObject({ type: v.literal('generated'), dataset: identifier, seed: natural, options: scalars }),
    v.strictObject({
      type: v.literal('file'),
      format: v.picklist(['text', 'csv', 'tsv', 'conll', 'images']),
      name: text,
      bytes: natural,
      sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits')),
      vocabularies: v.record(identifier, v.pipe(v.array(text), v.maxLength(1_000_000), v.readonly())),
      lengths: v.record(identifier, natural),
      examples: natural,
      options: scalars,
    }),
  ]),
});

/** Below 1: the bias correction 1 − βᵗ must not be 0. */
const beta = v.pipe(v.number(), v.minValue(0), v.maxValue(0.999_999));
const epsilon = v.pipe(v.number(), v.minValue(1e-12), v.maxValue(1));

export const Optimizer = v.variant('kind', [
  v.strictObject({ kind: v.literal('sgd'), momentum: fraction }),
  v.strictObject({ kind: v.literal('adam'), beta1: beta, beta2: beta, epsilon }),
  v.strictObject({
    kind: v.literal('adamw'),
    beta1: beta,
    beta2: beta,
    epsilon,
    decay: v.pipe(v.number(), v.minValue(0), v.finite()),
  }),
]);

export const Schedule = v.variant('kind', [
  v.strictObject({ kind: v.literal('constant'), warmup: natural }),
  /** Down to `floor` × the learning rate at the last step. */
  v.strictObject({ kind: v.literal('cosine'), warmup: natural, floor: fraction }),
  /** × `factor` every `every` steps. */
  v.strictObject({ kind: v.literal('step'), warmup: natural, every: positive, factor: fraction }),
]);

export const Phase = v.strictObject({
  name,
  /** Loss blocks by node id with their factor; none means every loss block with factor 1. */
  losses: v.array(v.strictObject({ node: identifier, factor: finite })),
  /** Patterns of weight paths, `*` for any run of characters; `*` alone is every weight. */
  weights: v.pipe(v.array(v.pipe(v.string(), v.maxLength(400))), v.maxLength(1_000)),
  optimizer: Optimizer,
  learningRate: v.pipe(v.number(), v.minValue(0), v.finite()),
  schedule: Schedule,
  /** Largest global gradient norm; 0 does not clip. */
  clip: v.pipe(v.number(), v.minValue(0), v.finite()),
  /** Steps before the next phase takes its turn. */
  turn: positive,
});

export const Training = v.strictObject({
  steps: positive,
  batch: v.pipe(positive, v.maxValue(65_536)),
  /** Micro-batches of `batch` examples in a step, whose gradients are averaged for one update; 1 where nothing is said. */
  accumulate: v.optional(v.pipe(positive, v.maxValue(4_096))),
  /** Modules whose insides the backward pass computes again in place of keeping them: by id, or all there are. */
  recompute: v.optional(v.union([v.literal('all'), v.pipe(v.array(identifier), v.maxLength(1_000))])),
  /** `mixed`: values between blocks lie in 16 bits, where the GPU can; everything is computed and updated in 32. */
  precision: v.optional(v.picklist(['float32', 'mixed'])),
  seed: natural,
  /** Part of a file held out; generated data sets bring their own split. */
  validation: v.pipe(v.number(), v.minValue(0), v.maxValue(0.5)),
  /** Steps between validations; 0 never validates. */
  validateEvery: natural,
  /** Most validation examples looked at each time; 0 means all. */
  validateExamples: natural,
  /** Steps between logged figures. */
  logEvery: positive,
  /** Validations without a better loss before training stops; 0 never stops early. */
  patience: natural,
  phases: v.pipe(v.array(Phase), v.minLength(1), v.maxLength(16)),
  /** The example that panels look at: fields by data block id. */
  probe: v.record(identifier, v.record(identifier, text)),
});

/** A figure of validation, with the path of its loss block where there are several: `opinion_loss/accuracy`. */
const METRIC = v.pipe(
  v.string(),
  v.maxLength(400),
  v.regex(
    /^([A-Za-z0-9_.-]+\/)?(loss|accuracy|exact)$/,
    'loss, accuracy or exact, with the loss block’s path where there are several',
  ),
);

export const Meta = v.strictObject({
  name: text,
  description: text,
  /** What to look at, in order; shown beside the canvas. */
  lesson: v.optional(v.array(text)),
  /** What the document trains to with its seed: the figure a template promises. */
  expects: v.optional(
    v.strictObject({
      metric: METRIC,
      atLeast: v.optional(finite),
      atMost: v.optional(finite),
      /** The figure for a shortened run, which the tests reach every time. */
      early: v.optional(
        v.strictObject({
          steps: positive,
          /** Where it is another one than in full. */
          metric: v.optional(METRIC),
          atLeast: v.optional(finite),
          atMost: v.optional(finite),
        }),
      ),
    }),
  ),
});

export const Position = v.strictObject({ id: identifier, x: finite, y: finite });

const side = v.pipe(v.number(), v.minValue(1), v.maxValue(1_000_000));

/** A frame drawn around blocks, with a title, or a note with plain text: for readers of the graph, never meaning. */
export const Annotation = v.strictObject({
  kind: v.picklist(['frame', 'note']),
  id: identifier,
  /** The module whose graph it stands in; absent: the document's own. */
  scope: v.optional(identifier),
  text,
  x: finite,
  y: finite,
  width: side,
  height: side,
  color: v.picklist(['grey', 'blue', 'green', 'orange', 'red', 'violet']),
});

export const Document = v.strictObject({
  wireformer: v.literal(VERSION),
  meta: Meta,
  graph: Graph,
  modules: v.pipe(v.array(Module), v.maxLength(1_000)),
  data: v.pipe(v.array(DataChoice), v.maxLength(100)),
  training: Training,
  /** Where things stand on the canvas; never meaning. Node ids are unique in the whole document. */
  layout: v.strictObject({
    positions: v.pipe(v.array(Position), v.maxLength(LIMITS.nodes)),
    annotations: v.optional(v.pipe(v.array(Annotation), v.maxLength(LIMITS.annotations))),
  }),
});

export type Document = v.InferOutput<typeof Document>;
export type Annotation = v.InferOutput<typeof Annotation>;
export type Node = v.InferOutput<typeof Node>;
export type Edge = v.InferOutput<typeof Edge>;
export type Graph = v.InferOutput<typeof Graph>;
export type Module = v.InferOutput<typeof Module>;
export type ModuleUse = v.InferOutput<typeof ModuleUse>;
export type Tie = v.InferOutput<typeof Tie>;
export type ParameterValue = v.InferOutput<typeof ParameterValue>;
export type DataChoice = v.InferOutput<typeof DataChoice>;
export type Training = v.InferOutput<typeof Training>;
export type Phase = v.InferOutput<typeof Phase>;
export type Optimizer = v.InferOutput<typeof Optimizer>;
export type Schedule = v.InferOutput<typeof Schedule>;
export type Meta = v.InferOutput<typeof Meta>;
