import { setAnnotations } from './annotations';
import { freshId, freshName, graphOf, graphPath, type Point, type Scope, takenIds } from './edits';
import { MODULE_INPUT, MODULE_OUTPUT } from './modules';
import type { Change, Patch } from './patch';
import { followElsewhere, follower, retie } from './paths';
import type { Annotation, Document, Edge, Module, Node, ParameterValue } from './schema';

export type Unpacked = { readonly patch: Patch; readonly ids: readonly string[] } | { readonly refusal: string };

type End = Edge['from'];

/**
 * Puts the blocks of a module in the place of an instance, its copies one after the other. A definition that nothing else
 * uses goes with it. A block's id is made of the instance's, the copy's number and its own, so that trained weights find it.
 */
export function unpack(document: Document, scope: Scope, id: string): Unpacked {
  const graph = graphOf(document, scope);
  const instance = graph?.nodes.find((node) => node.id === id);
  const definition = document.modules.find((module) => module.id === instance?.module?.id);
  if (!graph || !instance?.module || !definition) return { refusal: 'Select a module whose definition is there.' };
  const { repeat = 1, weights, share, recurrent } = instance.module;
  if (instance.bypass) return { refusal: `${instance.name} is bypassed; take the bypass off first.` };
  if (recurrent) return { refusal: `${instance.name} goes over time; taken apart it would be one time step.` };
  if (repeat > 1 && weights === 'shared') {
    return { refusal: `The copies of ${instance.name} share their weights; give each its own, or set ×1.` };
  }
  if (share !== undefined) return { refusal: `${instance.name} shares weights as ‘${share}’; take the key off first.` };

  const taken = takenIds(document);
  const names = new Set(graph.nodes.filter((node) => node !== instance).map(({ name }) => name));
  const arriving = (port: string): End[] =>
    graph.edges.filter(({ to }) => to.node === id && to.port === port).map(({ from }) => from);
  let feeds = new Map(portsOf(definition, MODULE_INPUT).map((port) => [port.id, arriving(port.name)]));
  let results = new Map<string, End[]>();
  const nodes: Node[] = [];
  const edges: Edge[] = [];
  const moved = new Map<string, string>();
  for (let copy = 0; copy < repeat; copy++) {
    const made = copyOf(definition, instance, copy, names, taken);
    nodes.push(...made.nodes);
    const path = `${instance.name}.${repeat > 1 ? `${copy}.` : ''}`;
    for (const [name, now] of made.names) moved.set(`${path}${name}.`, `${now}.`);
    const source = (from: End): readonly End[] =>
      feeds.get(from.node) ?? [{ ...from, node: made.ids.get(from.node) ?? from.node }];
    results = new Map(portsOf(definition, MODULE_OUTPUT).map((port) => [port.name, []]));
    const outputs = new Map(portsOf(definition, MODULE_OUTPUT).map((port) => [port.id, port.name]));
    for (const edge of definition.edges) {
      const output = outputs.get(edge.to.node);
      if (output !== undefined) results.get(output)?.push(...source(edge.from));
      else {
        const node = made.ids.get(edge.to.node) ?? edge.to.node;
        edges.push(...source(edge.from).map((from) => ({ id: freshId(taken, 'e'), from, to: { ...edge.to, node } })));
      }
    }
    // Outputs feed the inputs in order; what else comes in goes to every copy.
    const given = [...results.values()];
    feeds = new Map([...feeds].map(([port, ends], i) => [port, given[i] ?? ends]));
  }

  const at = graph.nodes.indexOf(instance);
  const follow = follower(scope === undefined ? moved : new Map());
  const outer = graph.edges.flatMap((edge) => {
    if (edge.to.node === id) return [];
    if (edge.from.node !== id) return [edge];
    return (results.get(edge.from.port) ?? []).slice(0, 1).map((from) => ({ ...edge, from }));
  });
  const rest = graph.nodes.toSpliced(at, 1, ...nodes).map((node) => retie(node, follow));
  const alone = usesOf(document, definition.id) === 1;
  const stand = standing(document, definition, instance);
  const index = document.modules.indexOf(definition);
  const patch: Change[] = [
    { path: [...graphPath(scope), 'nodes'], before: graph.nodes, after: rest },
    { path: [...graphPath(scope), 'edges'], before: graph.edges, after: [...outer, ...edges] },
    ...(alone ? [{ path: ['modules', definition.id], before: definition, index }] : []),
    {
      path: ['layout', 'positions'],
      before: document.layout.positions,
      after: placed(document, definition, instance, nodes.length / repeat, nodes, alone, stand),
    },
    ...setAnnotations(document, annotated(document, scope, definition.id, repeat, alone, stand, taken)),
    ...followElsewhere(document, follow, [scope, alone ? definition.id : undefined]),
  ];
  return { patch, ids: nodes.map((node) => node.id) };
}

const portsOf = (definition: Module, block: string): Node[] => definition.nodes.filter((node) => node.block === block);
const isPort = (node: Node): boolean => node.block === MODULE_INPUT || node.block === MODULE_OUTPUT;

export const usesOf = (document: Document, module: string): number =>
  [document.graph, ...document.modules].flatMap(({ nodes }) => nodes).filter((node) => node.module?.id === module)
    .length;

function copyOf(definition: Module, instance: Node, copy: number, names: Set<string>, taken: Set<string>) {
  const ids = new Map<string, string>();
  const renamed = new Map<string, string>();
  const nodes = definition.nodes
    .filter((node) => !isPort(node))
    .map((node): Node => {
      const wanted = `${instance.id}${copy > 0 ? `-${copy}` : ''}-${node.id}`;
      const id = wanted.length <= 80 && !taken.has(wanted) ? wanted : freshId(taken, 'n');
      taken.add(id);
      ids.set(node.id, id);
      const name = freshName(names, node.name);
      names.add(name);
      renamed.set(node.name, name);
      const parameters = Object.entries(node.parameters).map(([key, value]): [string, ParameterValue] => [
        key,
        typeof value === 'object' ? settingOf(definition, instance, value.parameter) : value,
      ]);
      return { ...node, id, name, parameters: Object.fromEntries(parameters) };
    });
  return { nodes, ids, names: renamed };
}

/** What an instance sets for a promoted parameter. */
function settingOf(definition: Module, instance: Node, parameter: string): ParameterValue {
  const set = Object.hasOwn(instance.parameters, parameter) ? instance.parameters[parameter] : undefined;
  return set ?? definition.parameters.find(({ id }) => id === parameter)?.default ?? 0;
}

/** Where a point inside the module stands outside, in one of its copies. */
type Standing = (at: Point, copy: number) => Point;

/** Things stand to each other as in the module, around where the instance stood; each copy to the right of the last. */
function standing(document: Document, definition: Module, instance: Node): Standing {
  const where = new Map(document.layout.positions.map((place) => [place.id, place]));
  const inner = definition.nodes.filter((node) => !isPort(node)).flatMap(({ id }) => where.get(id) ?? []);
  const extent = (axis: 'x' | 'y'): [number, number] => {
    const values = inner.map((place) => place[axis]);
    return values.length === 0 ? [0, 0] : [Math.min(...values), Math.max(...values)];
  };
  const [[left, right], [top, bottom]] = [extent('x'), extent('y')];
  const centre = where.get(instance.id) ?? { x: 0, y: 0 };
  return ({ x, y }, copy) => ({
    x: Math.round(centre.x + x - (left + right) / 2 + copy * (right - left + 296)),
    y: Math.round(centre.y + y - (top + bottom) / 2),
  });
}

function placed(
  document: Document,
  definition: Module,
  instance: Node,
  inOneCopy: number,
  nodes: readonly Node[],
  alone: boolean,
  stand: Standing,
): Document['layout']['positions'] {
  const where = new Map(document.layout.positions.map((place) => [place.id, place]));
  const inner = definition.nodes.filter((node) => !isPort(node)).map(({ id }) => where.get(id));
  const going = new Set([instance.id, ...(alone ? definition.nodes.map(({ id }) => id) : [])]);
  const kept = document.layout.positions.filter(({ id }) => !going.has(id));
  const first = inner.find((place) => place !== undefined);
  if (!first) return kept;
  const made = nodes.map(({ id }, i) => ({
    id,
    ...stand(inner[i % inOneCopy] ?? first, Math.floor(i / inOneCopy)),
  }));
  return [...kept, ...made];
}

/** Frames and notes of the module, drawn around each copy; those of a definition that goes, go with it. */
function annotated(
  document: Document,
  scope: Scope,
  module: string,
  copies: number,
  alone: boolean,
  stand: Standing,
  taken: Set<string>,
): readonly Annotation[] {
  const all = document.layout.annotations ?? [];
  const inner = all.filter((one) => one.scope === module);
  const made = Array.from({ length: copies }, (_, copy) =>
    inner.map(
      ({ scope: _inside, ...one }): Annotation => ({
        ...one,
        id: freshId(taken, 'a'),
        ...(scope !== undefined && { scope }),
        ...stand(one, copy),
      }),
    ),
  ).flat();
  return [...(alone ? all.filter((one) => one.scope !== module) : all), ...made];
}
