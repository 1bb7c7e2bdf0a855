import type { Block, ParameterValues } from '../block';
import type { Edge, Graph, Node } from '../document';
import type { TensorType } from '../tensor';
import { type Evaluated, MOST_BLOCKS, placeOf, type Walk } from './context';
import { evaluateBlock, type PortTypes } from './evaluate';
import { blockProblem, cycleProblem, faultProblem, wireProblem } from './explain';
import { tooLarge, visitModule } from './module';
import { resolveParameters } from './parameters';
import { baseReport, bypass, outside, simple, type Visited, visitData, visitInput } from './plain';
import { sortGraph } from './topology';
import type { CheckedNode } from './types';
import { gather, reportDangling } from './wires';

export interface Walked {
  readonly nodes: readonly CheckedNode[];
  /** Types at the module's output ports. */
  readonly outputs: Readonly<Record<string, TensorType>>;
  readonly parameters: number;
  readonly flops: number;
  readonly activationBytes: number;
  /** Every node got its types. */
  readonly complete: boolean;
}

const NONE: readonly Edge[] = [];

/** Works out a graph in order. A node whose inputs are unknown waits silently: its cause has been reported already. */
export function walkGraph(graph: Graph, walk: Walk): Walked {
  const { order, cycles, incoming } = sortGraph(graph);
  for (const cycle of cycles) walk.problems.push(cycleProblem(graph, cycle, walk));
  reportDangling(graph, walk);
  const done = new Map<string, CheckedNode>();
  const moduleOutputs: Record<string, TensorType> = {};
  let parameters = 0;
  let flops = 0;
  let activationBytes = 0;
  for (const node of order) {
    if (++walk.size.blocks > MOST_BLOCKS) {
      const said = walk.problems.some(({ code }) => code === 'module/too-large');
      if (walk.scope === undefined && !said) tooLarge(placeOf(node, walk), walk);
      break;
    }
    const edges = incoming.get(node.id) ?? NONE;
    const make = (inside: Walk) => visit(node, edges, done, inside);
    const result = settled(node, walk) ? walk.visits.visit(node, edges, done, walk, make) : make(walk);
    if (!result) continue;
    done.set(node.id, result.node);
    parameters += result.counted;
    flops += result.report.flops;
    activationBytes += result.report.activationBytes;
    if (!walk.reports.has(node.id)) walk.reports.set(node.id, result.report);
    if (result.node.role === 'module-output') Object.assign(moduleOutputs, result.node.outputs);
  }
  return {
    nodes: [...done.values()],
    outputs: moduleOutputs,
    parameters,
    flops,
    activationBytes,
    complete: done.size === graph.nodes.length,
  };
}

/** Whether wires and parameters are all that a node depends on: not so for data and the ports of a module. */
function settled(node: Node, walk: Walk): boolean {
  const role = walk.blocks.get(node.block)?.role;
  return node.module !== undefined || role === undefined || role === 'loss' || role === 'output';
}

function visit(
  node: Node,
  edges: readonly Edge[],
  done: ReadonlyMap<string, CheckedNode>,
  walk: Walk,
): Visited | undefined {
  const at = placeOf(node, walk);
  if (node.module) return visitModule(node, edges, done, walk, walkGraph);
  const block = walk.blocks.get(node.block);
  if (!block) {
    walk.problems.push({
      code: 'graph/unknown-block',
      severity: 'error',
      at,
      expected: 'a block of the library',
      received: `'${node.block}'`,
      fix: 'Replace the block, or open the document with the Wireformer that made it. It is kept as it is.',
    });
    return undefined;
  }
  if (node.version > block.version) {
    walk.problems.push({
      code: 'graph/newer-block',
      severity: 'error',
      at,
      expected: `version ${block.version} or older`,
      received: `version ${node.version}`,
      fix: 'Update Wireformer.',
    });
    return undefined;
  }
  const { values, faults, open } = resolveParameters(block, node, walk.outer, walk.symbols, walk.complete);
  for (const fault of faults) walk.problems.push(faultProblem(node, fault, walk));
  if (block.role === 'data') return visitData(node, block, walk);
  // Inside a module they would be computed and count for nothing.
  if ((block.role === 'loss' || block.role === 'output') && walk.scope !== undefined) return outside(at, walk);
  if (block.role === 'module-input' || block.role === 'module-output') {
    if (walk.scope === undefined) return outside(at, walk);
    if (block.role === 'module-input') return visitInput(node, values, walk);
  }
  const wires = gather(node, block, edges, done, walk);
  if (!wires || faults.length > 0 || open) return undefined;
  if (block.role === 'module-output') {
    const [type] = wires.types.x ?? [];
    return type && simple(node, block, { kind: 'output' }, wires, { [node.name]: type }, walk);
  }
  if (node.bypass) return bypass(node, Object.keys(block.outputs), wires, walk);
  const result = remembered(block, values, wires.types, walk);
  if (!result.ok) {
    walk.problems.push(
      'mismatch' in result
        ? wireProblem(node, result.mismatch, edges, wires.types, walk, (end) => done.get(end.node)?.outputs[end.port])
        : blockProblem(node, block, result, edges, walk),
    );
    return undefined;
  }
  const weights = result.weights;
  const tied = new Set((node.ties ?? []).map((tie) => tie.weight));
  const held = Object.entries(weights).filter(([name]) => !tied.has(name));
  const counted = held.reduce((sum, [, { shape }]) => sum + shape.reduce((a, b) => a * b, 1), 0);
  return {
    node: {
      id: node.id,
      name: node.name,
      call: { kind: 'block', definition: block, parameters: values },
      inputs: wires.sources,
      outputs: result.outputs,
      weights,
      ties: node.ties ?? [],
      taps: result.taps,
      role: block.role,
    },
    report: {
      ...baseReport(node, wires.types, result.outputs, walk),
      parameters: counted,
      trainable: held.some(([, { trainable }]) => trainable),
      flops: result.flops,
      activationBytes: result.activationBytes,
      weights,
    },
    counted,
  };
}

/** The same block with the same parameters on the same types does the same: asked once. */
function remembered(block: Block, values: ParameterValues, types: PortTypes, walk: Walk): Evaluated {
  const key = JSON.stringify([block.id, values, types, walk.sizes]);
  const known = walk.memo.get(key);
  if (known) return known;
  const result = evaluateBlock(block, values, types, walk.bindings);
  walk.memo.set(key, result);
  return result;
}
