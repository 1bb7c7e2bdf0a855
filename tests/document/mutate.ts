import { readdirSync, readFileSync } from 'node:fs';
import { blocks } from '../../blocks';
import { catalogue } from '../../src/data';
import { serialiseDocument } from '../../src/document';
import type { Stream } from '../../src/random';
import { documents, residualModule, stacked } from '../support/models';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const templates = new URL('../../templates/', import.meta.url);

/** Good documents as texts: what the mutations start from. */
export const seeds: readonly string[] = [
  ...Object.values(documents).map((make) => serialiseDocument(make())),
  serialiseDocument({ ...stacked({ repeat: 2, share: 'key' }), modules: [residualModule(), residualModule('other')] }),
  ...readdirSync(templates)
    .filter((name) => name.endsWith('.json'))
    .map((name) => readFileSync(new URL(name, templates), 'utf8')),
];

const BLOCKS = blocks.map(({ id }) => id);
const PORTS = [...new Set(blocks.flatMap((block) => [...Object.keys(block.inputs), ...Object.keys(block.outputs)]))];
const PARAMETERS = [...new Set(blocks.flatMap((block) => Object.keys(block.parameters)))];

const NUMBERS = [0, 1, -1, 2, 3, 7, 8, 64, 0.5, -0.5, 1e-9, 1e9, 1e18, 1e300, -1e300, 65_536, Number.MAX_SAFE_INTEGER];
const TEXTS = [
  '',
  'V',
  'K',
  '2*V',
  'T',
  'floor((V-1)/2)',
  'V+',
  'relu',
  'causal',
  'x',
  'y',
  'layer',
  'other',
  'm.x',
  '..',
  '*',
  'toString',
  '__proto__',
  'constructor',
  '0',
  '(A+B)*(C+D)*(E+F)',
  '9'.repeat(40),
  'x'.repeat(100),
  '🙂',
];

/** Any JSON value, small ones and those that fields take first. */
function anyValue(random: Stream, depth = 0): Json {
  switch (random.int(depth > 2 ? 4 : 7)) {
    case 0:
      return random.pick(NUMBERS);
    case 1:
      return random.pick(TEXTS);
    case 2:
      return random.chance(0.5);
    case 3:
      return random.chance(0.3) ? null : random.int(20);
    case 4:
      return Array.from({ length: random.int(3) }, () => anyValue(random, depth + 1));
    case 5:
      return { parameter: random.pick([...PARAMETERS, ...TEXTS]) };
    default:
      return Object.fromEntries(
        Array.from({ length: random.int(3) }, () => [
          random.pick([...PARAMETERS, ...TEXTS]),
          anyValue(random, depth + 1),
        ]),
      );
  }
}

const isRecord = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const records = (value: Json | undefined): { [key: string]: Json }[] =>
  Array.isArray(value) ? value.filter(isRecord) : [];

/** A change that keeps the schema, mostly: what a careless editor, or a person with a text editor, would leave. */
function changeDocument(document: Json, random: Stream): void {
  if (!isRecord(document)) return;
  const modules = records(document.modules);
  const graph = random.chance(0.3) && modules.length > 0 ? random.pick(modules) : document.graph;
  if (!isRecord(graph)) return;
  const nodes = records(graph.nodes);
  const edges = records(graph.edges);
  if (nodes.length === 0 || edges.length === 0) return;
  const node = random.pick(nodes);
  const edge = random.pick(edges);
  const id = () => String(random.pick(nodes).id ?? '');
  switch (random.int(16)) {
    case 0:
    case 1: {
      const { parameters } = node;
      if (!isRecord(parameters)) return;
      const keys = Object.keys(parameters);
      const key = keys.length > 0 && random.chance(0.8) ? random.pick(keys) : random.pick(PARAMETERS);
      parameters[key] = random.chance(0.7) ? random.pick<Json>([...NUMBERS, ...TEXTS]) : random.int(12);
      return;
    }
    case 2:
      edge.from = { node: id(), port: random.pick(PORTS) };
      return;
    case 3:
      edge.to = { node: id(), port: random.pick(PORTS) };
      return;
    case 4: {
      const other = random.pick(edges);
      [edge.to, other.to] = [other.to ?? null, edge.to ?? null];
      return;
    }
    case 5:
      graph.edges = edges.filter((e) => e !== edge);
      return;
    case 6:
      graph.nodes = nodes.filter((n) => n !== node);
      return;
    case 7:
      node.block = random.pick([...BLOCKS, 'quantum-gate', 'module']);
      return;
    case 8:
      node.bypass = random.chance(0.8);
      return;
    case 9: {
      const names = [...modules.map((m) => String(m.id)), 'layer', 'nobody'];
      node.module = { id: random.pick(names) };
      if (random.chance(0.5)) node.module.repeat = random.pick([1, 2, 3, 100, 1e6, Number.MAX_SAFE_INTEGER]);
      if (random.chance(0.3)) node.module.share = random.pick(['key', 'layer', 'first', 'toString']);
      if (random.chance(0.3)) node.module.weights = random.pick(['own', 'shared']);
      if (random.chance(0.1)) node.module.recurrent = [{ from: 'y', to: 'x' }];
      return;
    }
    case 10:
      node.ties = [
        {
          weight: random.pick(['kernel', 'bias', 'table', 'query']),
          from: `${String(random.pick(nodes).name)}.${random.pick(['kernel', 'table', 'bias'])}`,
          transpose: random.chance(0.5),
        },
      ];
      return;
    case 11: {
      const fresh = `n${random.int(1e9)}`;
      graph.nodes = [...nodes, { ...structuredClone(node), id: fresh, name: fresh }];
      graph.edges = [
        ...edges,
        { id: `e${random.int(1e9)}`, from: { node: id(), port: 'y' }, to: { node: fresh, port: random.pick(PORTS) } },
      ];
      return;
    }
    case 12: {
      const choice = records(document.data)[0];
      if (!choice || !isRecord(choice.source)) return;
      if (random.chance(0.3))
        choice.kind = random.pick([
          'tokens',
          'pairs',
          'labelled',
          'tagged',
          'features',
          'images',
          'series',
          'captions',
        ]);
      if (random.chance(0.5)) choice.source.dataset = random.pick(catalogue.map((generator) => generator.id));
      if (random.chance(0.3)) choice.source.options = { longest: random.pick([1, 3, 9, 500]), letters: random.int(40) };
      return;
    }
    case 13: {
      const { training } = document;
      if (!isRecord(training)) return;
      training[random.pick(['batch', 'steps', 'seed', 'logEvery'])] = random.pick([1, 2, 1000, 65_536]);
      const phase = records(training.phases)[0];
      if (!phase) return;
      if (random.chance(0.4)) phase.losses = [{ node: id(), factor: random.pick(NUMBERS) }];
      if (random.chance(0.4)) phase.weights = [random.pick(TEXTS)];
      if (random.chance(0.2)) phase.optimizer = { kind: 'sgd', momentum: random.float() };
      return;
    }
    case 14:
      node.version = random.pick([1, 2, 99]);
      return;
    default: {
      const value = random.pick(['toString', 'renamed', 'x', '0', 'data', 'loss']);
      node.name = value;
    }
  }
}

/** A change anywhere in the JSON, whatever the schema says. */
function changeJson(value: Json, random: Stream): Json {
  if (Array.isArray(value) && value.length > 0 && random.chance(0.85)) {
    const at = random.int(value.length);
    const item = value[at] ?? null;
    switch (random.int(12)) {
      case 0:
        return value.filter((_, i) => i !== at);
      case 1:
        return [...value, structuredClone(item)];
      default:
        return value.map((v, i) => (i === at ? changeJson(v, random) : v));
    }
  }
  if (isRecord(value) && Object.keys(value).length > 0 && random.chance(0.85)) {
    const key = random.pick(Object.keys(value));
    const copy = { ...value };
    switch (random.int(12)) {
      case 0:
        delete copy[key];
        return copy;
      case 1:
        copy[random.pick(TEXTS)] = anyValue(random);
        return copy;
      default:
        copy[key] = changeJson(value[key] ?? null, random);
        return copy;
    }
  }
  return anyValue(random);
}

/** A change of the characters. */
function changeText(text: string, random: Stream): string {
  const at = random.int(text.length);
  const size = 1 + random.int(random.chance(0.8) ? 3 : 300);
  switch (random.int(6)) {
    case 0:
      return text.slice(0, at) + text.slice(at + size);
    case 1:
      return (
        text.slice(0, at) +
        random.pick(['"', '{', '}', '[', ']', ',', ':', '0', '-', 'e9', '\\', '\u0000', 'null']) +
        text.slice(at)
      );
    case 2:
      return text.slice(0, at);
    case 3:
      return text.slice(0, at) + text.slice(at, at + size).repeat(2) + text.slice(at + size);
    case 4:
      // Letters and digits for others keep the JSON, and turn one id into another.
      return text.slice(0, at) + text.slice(at).replace(/[a-z0-9]/, (c) => random.pick(['0', '1', '9', 'a', 'x', c]));
    default:
      return text.slice(0, at) + random.pick(TEXTS) + text.slice(at + size);
  }
}

/** A good document, broken a little or a lot. */
export function mutated(random: Stream): string {
  const text = random.pick(seeds);
  const how = random.float();
  if (how < 0.25) {
    let out = text;
    for (let i = 0; i <= random.int(3); i++) out = changeText(out, random);
    return out;
  }
  let json: Json = JSON.parse(text);
  const changes = 1 + random.int(4);
  for (let i = 0; i < changes; i++) {
    if (how < 0.5) json = changeJson(json, random);
    else changeDocument(json, random);
  }
  return JSON.stringify(json);
}
