import { blocks } from '../../blocks';
import { defaultOf, type Scalar } from '../../src/block';
import { createChecker } from '../../src/check';
import { type DataChoice, type Document, type Edge, emptyDocument, type Node, type Training } from '../../src/document';

/** Writes documents for tests the way a person reads a graph: blocks by name, wires as `from.port -> to.port`. */
export class GraphBuilder {
  readonly nodes: Node[] = [];
  readonly edges: Edge[] = [];
  readonly data: DataChoice[] = [];

  block(
    name: string,
    block: string,
    parameters: Readonly<Record<string, Scalar>> = {},
    extra: Partial<Node> = {},
  ): this {
    const definition = blocks.find((b) => b.id === block);
    const defaults = Object.fromEntries(
      Object.entries(definition?.parameters ?? {}).map(([key, parameter]) => [key, defaultOf(parameter)]),
    );
    this.nodes.push({ id: name, name, block, version: 1, parameters: { ...defaults, ...parameters }, ...extra });
    return this;
  }

  wire(...wires: readonly string[]): this {
    for (const wire of wires) {
      const [from = '', to = ''] = wire.split('->').map((end) => end.trim());
      const end = (text: string) => ({ node: text.split('.')[0] ?? '', port: text.split('.')[1] ?? '' });
      let number = this.edges.length + 1;
      while (this.edges.some(({ id }) => id === `e${number}`)) number++;
      this.edges.push({ id: `e${number}`, from: end(from), to: end(to) });
    }
    return this;
  }

  generated(
    id: string,
    kind: DataChoice['kind'],
    dataset: string,
    options: Readonly<Record<string, Scalar>> = {},
    seed = 1,
  ): this {
    this.data.push({ id, kind, source: { type: 'generated', dataset, seed, options } });
    return this;
  }

  document(training: Partial<Training> = {}, modules: Document['modules'] = []): Document {
    const base = emptyDocument('test');
    return {
      ...base,
      graph: { nodes: this.nodes, edges: this.edges },
      modules,
      data: this.data,
      training: { ...base.training, ...training },
    };
  }
}

export const checker = createChecker(blocks);
