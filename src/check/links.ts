import type { CheckedDataNode, CheckedGraph, CheckedNode, Source } from './types';

/** What an output block predicts, found from the graph: the loss block that compares the same value with data says. */
export interface Link {
  readonly output: CheckedNode;
  /** The data block and port that hold what would be right; absent where no loss looks at this value. */
  readonly target: { readonly data: CheckedDataNode; readonly port: string } | undefined;
}

/** Every output block with what it is compared with. */
export function linksOf(graph: CheckedGraph): Link[] {
  const losses = graph.nodes.filter((node) => node.role === 'loss');
  return graph.nodes
    .filter((node) => node.role === 'output')
    .map((output) => {
      const [source] = Object.values(output.inputs).flat();
      const loss = losses.find((node) =>
        Object.values(node.inputs)
          .flat()
          .some((s) => same(s, source)),
      );
      const others = Object.values(loss?.inputs ?? {})
        .flat()
        .filter((s) => !same(s, source));
      return { output, target: others.map((s) => dataPort(graph, s)).find((t) => t !== undefined) };
    });
}

const same = (a: Source, b: Source | undefined): boolean => a.node === b?.node && a.port === b.port;

/** The data block's port a wire comes from, if it is one with ids or values to predict (a mask is neither). */
function dataPort(graph: CheckedGraph, { node, port }: Source): Link['target'] {
  const data = graph.nodes.find((n): n is CheckedDataNode => n.id === node && n.call.kind === 'data');
  return data && data.outputs[port]?.dtype !== 'bool' ? { data, port } : undefined;
}

/** How the model goes on by itself: the data block's feed port, and the output that predicts what comes next. */
export interface Decoder {
  readonly data: CheckedDataNode;
  readonly feed: string;
  readonly predicts: string;
  readonly given: readonly string[];
  readonly output: string;
}

/** undefined for models that do not predict what they are fed. */
export function decoderOf(graph: CheckedGraph): Decoder | undefined {
  for (const { output, target } of linksOf(graph)) {
    const decoding = target?.data.call.decoding;
    if (target && decoding && decoding.predicts === target.port) {
      return { data: target.data, ...decoding, output: output.name };
    }
  }
  return undefined;
}
