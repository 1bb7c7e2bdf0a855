import { isMany, isOptional, patternOf } from '../block';
import type { NodeReport } from '../check';
import { type Document, type Graph, moduleOf, modulePorts, type Node } from '../document';
import type { Pattern } from '../tensor';
import type { Library } from './library';

/** One port as it is declared. A module's ports take what the blocks inside take, so they have no pattern. */
export interface PortSpec {
  readonly name: string;
  readonly pattern: Pattern | undefined;
  readonly optional: boolean;
  readonly many: boolean;
}

export interface NodePorts {
  readonly inputs: readonly PortSpec[];
  readonly outputs: readonly PortSpec[];
}

const plain = (name: string): PortSpec => ({ name, pattern: undefined, optional: false, many: false });

/** Ports of a block, of a module by the port blocks inside, of a placeholder by the wires that are there. */
export function portsOf(
  node: Node,
  graph: Graph,
  document: Document,
  library: Library,
  report: NodeReport | undefined,
): NodePorts {
  if (node.module) {
    const definition = moduleOf(document, node);
    const ports = definition && modulePorts(definition, node.module);
    return {
      inputs: (ports?.inputs ?? []).map(({ name, optional }) => ({ ...plain(name), optional })),
      outputs: (ports?.outputs ?? []).map(plain),
    };
  }
  const block = library.byId.get(node.block);
  if (!block) {
    const named = (ports: readonly string[]) => [...new Set(ports)].map(plain);
    return {
      inputs: named(graph.edges.filter((edge) => edge.to.node === node.id).map((edge) => edge.to.port)),
      outputs: named(graph.edges.filter((edge) => edge.from.node === node.id).map((edge) => edge.from.port)),
    };
  }
  // Data have some of the ports that data of their kind can have: features with a label, or with targets.
  const has = (port: string) =>
    block.role !== 'data' ||
    !report ||
    report.outputs[port] !== undefined ||
    graph.edges.some((edge) => edge.from.node === node.id && edge.from.port === port);
  return {
    inputs: Object.entries(block.inputs).map(([name, input]) => ({
      name,
      pattern: patternOf(input),
      optional: isOptional(input),
      many: isMany(input),
    })),
    outputs: Object.entries(block.outputs)
      .filter(([name]) => has(name))
      .map(([name, pattern]) => ({ ...plain(name), pattern: patternOf(pattern) })),
  };
}
