import { type Document, emptyDocument, type Module, type Node } from '../../src/document';

const node = (id: string, name: string, block: string, more: Partial<Node> = {}): Node => ({
  id,
  name,
  block,
  version: 1,
  parameters: {},
  ...more,
});

/** A module in a module, each with its own ports, used three times in a row. */
export function stackedModules(): Document {
  const inner: Module = {
    id: 'inner',
    name: 'Inner',
    parameters: [],
    nodes: [
      node('in_a', 'x', 'module-input'),
      node('in_b', 'linear', 'linear', { parameters: { units: 8 } }),
      node('in_c', 'y', 'module-output'),
    ],
    edges: [
      { id: 'in_e', from: { node: 'in_a', port: 'y' }, to: { node: 'in_b', port: 'x' } },
      { id: 'in_f', from: { node: 'in_b', port: 'y' }, to: { node: 'in_c', port: 'x' } },
    ],
  };
  const outer: Module = {
    id: 'outer',
    name: 'Outer',
    parameters: [],
    nodes: [
      node('out_a', 'x', 'module-input'),
      node('out_b', 'deep', 'module', { module: { id: 'inner' } }),
      node('out_c', 'y', 'module-output'),
    ],
    edges: [
      { id: 'out_e', from: { node: 'out_a', port: 'y' }, to: { node: 'out_b', port: 'x' } },
      { id: 'out_f', from: { node: 'out_b', port: 'y' }, to: { node: 'out_c', port: 'x' } },
    ],
  };
  const place = (id: string, x: number) => ({ id, x, y: 0 });
  return {
    ...emptyDocument('modules'),
    graph: { nodes: [node('use', 'stack', 'module', { module: { id: 'outer', repeat: 3, share: 'key' } })], edges: [] },
    modules: [inner, outer],
    layout: {
      positions: [
        place('use', 5),
        place('in_a', 1),
        place('in_b', 2),
        place('out_a', 1),
        place('out_b', 2),
        place('out_c', 3),
      ],
      annotations: [
        { kind: 'note', id: 'note', scope: 'outer', text: 'inside', x: 0, y: 0, width: 80, height: 40, color: 'grey' },
      ],
    },
  };
}
