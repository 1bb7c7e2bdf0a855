import * as v from 'valibot';
import { type Document, DocumentSchema } from '../../src/document';
import { fc } from '../support/property';

const identifier = fc
  .oneof(
    fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/),
    // Names that mean something to JavaScript, to JSON or to the schema, and keys that an object would reorder.
    fc.constantFrom(
      'toString',
      'valueOf',
      'hasOwnProperty',
      '0',
      '10',
      '-1',
      'id',
      'parameters',
      'probe',
      'nodes',
      '_',
    ),
  )
  .filter((id) => !['__proto__', 'constructor', 'prototype'].includes(id));

const text = fc.oneof(
  fc.string({ maxLength: 20, unit: 'binary' }),
  fc.constantFrom('', 'Grüße 你好 🙂', '\u2028', '\ud800', '"\\', '</script>', '{"a": 1}', '\u0000'),
);
/** −0 is 0 in JSON. */
const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0);
const natural = fc.oneof(fc.nat(1000), fc.constantFrom(0, Number.MAX_SAFE_INTEGER));
const positive = fc.integer({ min: 1, max: 5000 });
const fraction = fc.double({ min: 0, max: 1, noNaN: true }).map((x) => x + 0);
const scalar = fc.oneof(finite, fc.boolean(), text);
const scalars = fc.dictionary(identifier, scalar, { maxKeys: 4, noNullPrototype: true });
const maybe = <T>(key: string, value: fc.Arbitrary<T>) =>
  fc.option(value, { nil: undefined }).map((x): Record<string, T> => (x === undefined ? {} : { [key]: x }));

const kind = fc.constantFrom('tokens', 'pairs', 'labelled', 'tagged', 'features', 'images', 'series', 'captions');

const source = fc.oneof(
  fc.record({ type: fc.constant('generated'), dataset: identifier, seed: natural, options: scalars }),
  fc.record({
    type: fc.constant('file'),
    format: fc.constantFrom('text', 'csv', 'tsv', 'conll', 'images'),
    name: text,
    bytes: natural,
    sha256: fc.stringMatching(/^[0-9a-f]{64}$/),
    vocabularies: fc.dictionary(identifier, fc.array(text, { maxLength: 4 }), { maxKeys: 2, noNullPrototype: true }),
    lengths: fc.dictionary(identifier, natural, { maxKeys: 2, noNullPrototype: true }),
    examples: natural,
    options: scalars,
  }),
);

const beta = fc.double({ min: 0, max: 0.999, noNaN: true }).map((x) => x + 0);
const epsilon = fc.double({ min: 1e-12, max: 1, noNaN: true });
const optimizer = fc.oneof(
  fc.record({ kind: fc.constant('sgd'), momentum: fraction }),
  fc.record({ kind: fc.constant('adam'), beta1: beta, beta2: beta, epsilon }),
  fc.record({ kind: fc.constant('adamw'), beta1: beta, beta2: beta, epsilon, decay: fraction }),
);
const schedule = fc.oneof(
  fc.record({ kind: fc.constant('constant'), warmup: natural }),
  fc.record({ kind: fc.constant('cosine'), warmup: natural, floor: fraction }),
  fc.record({ kind: fc.constant('step'), warmup: natural, every: positive, factor: fraction }),
);

const phase = fc.record({
  name: identifier,
  losses: fc.array(fc.record({ node: identifier, factor: finite }), { maxLength: 2 }),
  weights: fc.array(text, { maxLength: 2 }),
  optimizer,
  learningRate: fraction,
  schedule,
  clip: fraction,
  turn: positive,
});

const training = fc
  .tuple(
    fc.record({
      steps: positive,
      batch: positive,
      seed: natural,
      validation: fc.constantFrom(0, 0.1, 0.5),
      validateEvery: natural,
      validateExamples: natural,
      logEvery: positive,
      patience: natural,
      phases: fc.array(phase, { minLength: 1, maxLength: 3 }),
      probe: fc.dictionary(identifier, fc.dictionary(identifier, text, { maxKeys: 2, noNullPrototype: true }), {
        maxKeys: 2,
        noNullPrototype: true,
      }),
    }),
    maybe('accumulate', fc.integer({ min: 1, max: 4096 })),
    maybe('precision', fc.constantFrom('float32', 'mixed')),
    maybe('recompute', fc.oneof(fc.constant('all'), fc.array(identifier, { maxLength: 2 }))),
  )
  .map(([always, ...others]) => Object.assign({}, always, ...others));

const bound = fc.tuple(maybe('atLeast', finite), maybe('atMost', finite)).map(([a, b]) => ({ ...a, ...b }));
const meta = fc
  .tuple(
    fc.record({ name: text, description: text }),
    maybe('lesson', fc.array(text, { maxLength: 3 })),
    maybe(
      'expects',
      fc
        .tuple(
          fc.constantFrom('loss', 'accuracy', 'exact', 'head.loss/accuracy'),
          bound,
          maybe(
            'early',
            fc.tuple(positive, bound).map(([steps, b]) => ({ steps, ...b })),
          ),
        )
        .map(([metric, b, early]) => ({ metric, ...b, ...early })),
    ),
  )
  .map((parts) => Object.assign({}, ...parts));

/** What of a node is its own; ids and names are given out afterwards. */
const nodeBody = fc
  .tuple(
    fc.record({
      block: identifier,
      version: positive,
      parameters: fc.dictionary(
        identifier,
        fc.oneof(
          scalar,
          identifier.map((parameter) => ({ parameter })),
        ),
        {
          maxKeys: 3,
          noNullPrototype: true,
        },
      ),
    }),
    maybe(
      'module',
      fc
        .tuple(
          identifier.map((id) => ({ id })),
          maybe('repeat', positive),
          maybe('weights', fc.constantFrom('own', 'shared')),
          maybe('share', identifier),
          maybe('recurrent', fc.array(fc.record({ from: identifier, to: identifier }), { maxLength: 2 })),
        )
        .map((parts) => Object.assign({}, ...parts)),
    ),
    maybe(
      'ties',
      fc.array(fc.record({ weight: identifier, from: fc.constantFrom('a.b', 'x-y.0.w'), transpose: fc.boolean() }), {
        maxLength: 2,
      }),
    ),
    maybe('bypass', fc.boolean()),
  )
  .map((parts) => Object.assign({}, ...parts));

const graphBody = fc.record({
  nodes: fc.array(fc.tuple(identifier, nodeBody), { maxLength: 5 }),
  edges: fc.array(fc.tuple(identifier, identifier, identifier, identifier), { maxLength: 5 }),
});

const side = fc.integer({ min: 1, max: 1_000_000 });
const annotation = fc
  .tuple(
    fc.record({
      kind: fc.constantFrom('frame', 'note'),
      text,
      x: finite,
      y: finite,
      width: side,
      height: side,
      color: fc.constantFrom('grey', 'blue', 'green', 'orange', 'red', 'violet'),
    }),
    maybe('scope', identifier),
  )
  .map(([fields, scope]) => ({ ...fields, ...scope }));

/** Any document that the schema takes, sensible or not: what must survive saving, whoever wrote it. */
export const anyDocument: fc.Arbitrary<Document> = fc
  .record({
    meta,
    graph: graphBody,
    modules: fc.array(
      fc.tuple(
        graphBody,
        fc.record({ name: text }),
        maybe('description', text),
        fc.uniqueArray(fc.record({ id: identifier, default: scalar }), { selector: (p) => p.id, maxLength: 3 }),
      ),
      { maxLength: 3 },
    ),
    data: fc.array(fc.record({ kind, source }), { maxLength: 3 }),
    training,
    positions: fc.array(fc.record({ x: finite, y: finite }), { maxLength: 5 }),
    annotations: fc.option(fc.array(annotation, { maxLength: 3 }), { nil: undefined }),
  })
  .map((parts) => {
    let next = 0;
    const id = (stem: string) => `${stem.slice(0, 8)}_${next++}`;
    const graphOf = (body: typeof parts.graph) => ({
      nodes: body.nodes.map(([stem, node]) => ({ ...node, id: id(stem), name: id(stem) })),
      edges: body.edges.map(([stem, from, port, to]) => ({
        id: id(stem),
        from: { node: from, port },
        to: { node: to, port },
      })),
    });
    const value: unknown = {
      wireformer: 1,
      meta: parts.meta,
      graph: graphOf(parts.graph),
      modules: parts.modules.map(([body, name, description, parameters]) => ({
        id: id('m'),
        ...name,
        ...description,
        parameters,
        ...graphOf(body),
      })),
      data: parts.data.map((choice) => ({ id: id('d'), ...choice })),
      training: parts.training,
      layout: {
        positions: parts.positions.map((at) => ({ id: id('p'), ...at })),
        ...(parts.annotations && { annotations: parts.annotations.map((one) => ({ id: id('a'), ...one })) }),
      },
    };
    return v.parse(DocumentSchema, value);
  });
