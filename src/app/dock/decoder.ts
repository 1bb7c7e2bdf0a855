import type { CheckedGraph, Source } from '../../check';

/** How a model can go on by itself: the data block it is fed from, and what must be given. */
export interface Decoder {
  readonly node: string;
  /** Ports that are given; without any the model goes on from a text. */
  readonly given: readonly string[];
  /** The output block whose prediction is fed back. */
  readonly output: string;
}

/** A model predicts what it is fed where a loss compares what an output shows with the port the data block names. */
export function decoderOf(graph: CheckedGraph): Decoder | undefined {
  const losses = graph.nodes.filter((node) => node.role === 'loss').map((node) => Object.values(node.inputs).flat());
  for (const { id, call } of graph.nodes) {
    if (call.kind !== 'data' || !call.decoding) continue;
    const { predicts, given } = call.decoding;
    const compared = losses.filter((sources) =>
      sources.some((source) => source.node === id && source.port === predicts),
    );
    const output = graph.nodes.find(
      (node) =>
        node.role === 'output' &&
        Object.values(node.inputs)
          .flat()
          .some((shown) => compared.some((sources) => sources.some((source) => same(source, shown)))),
    );
    if (output) return { node: id, given, output: output.name };
  }
  return undefined;
}

const same = (a: Source, b: Source): boolean => a.node === b.node && a.port === b.port;
