import { blocks } from '../../blocks';
import { defaultOf, type Scalar } from '../../src/block';
import { type Document, type Edge, emptyDocument, type Module, type Node } from '../../src/document';

/** Blocks and wires as `from.port to.port`, for documents that are measured. */
class Drawing {
  readonly nodes: Node[] = [];
  readonly edges: Edge[] = [];
  readonly #prefix: string;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  add(name: string, block: string, parameters: Readonly<Record<string, Scalar>> = {}, more: Partial<Node> = {}): this {
    const definition = blocks.find(({ id }) => id === block);
    const defaults = Object.entries(definition?.parameters ?? {}).map(([key, one]) => [key, defaultOf(one)] as const);
    const own = { ...Object.fromEntries(defaults), ...parameters };
    const version = definition?.version ?? 1;
    this.nodes.push({ id: `${this.#prefix}${name}`, name, block, version, parameters: own, ...more });
    return this;
  }

  wire(...wires: readonly string[]): this {
    for (const wire of wires) {
      const [from, to] = wire.split(' ').map((end) => {
        const [node = '', port = ''] = end.split('.');
        return { node: `${this.#prefix}${node}`, port };
      });
      if (from && to) this.edges.push({ id: `${this.#prefix}e${this.edges.length}`, from, to });
    }
    return this;
  }

  /** Pre-norm attention and feed-forward behind `from`; gives the block that goes on. */
  layer(i: number, from: string, heads: number, hidden: number): string {
    this.add(`norm_a${i}`, 'layer-norm')
      .add(`attention${i}`, 'multi-head-attention', { heads, causal: true })
      .add(`add_a${i}`, 'add')
      .add(`norm_b${i}`, 'layer-norm')
      .add(`feed_forward${i}`, 'feed-forward', { hidden })
      .add(`add_b${i}`, 'add')
      .wire(`${from} norm_a${i}.x`, `norm_a${i}.y attention${i}.query`, `${from} add_a${i}.a`)
      .wire(`attention${i}.y add_a${i}.b`, `add_a${i}.y norm_b${i}.x`, `norm_b${i}.y feed_forward${i}.x`)
      .wire(`add_a${i}.y add_b${i}.a`, `feed_forward${i}.y add_b${i}.b`);
    return `add_b${i}.y`;
  }

  document(name: string, modules: Module[] = [], columns = 40): Document {
    const base = emptyDocument(name);
    const at = (node: Node, i: number) => ({ id: node.id, x: (i % columns) * 296, y: Math.floor(i / columns) * 200 });
    const all = [...this.nodes, ...modules.flatMap(({ nodes }) => nodes)];
    return {
      ...base,
      graph: { nodes: this.nodes, edges: this.edges },
      modules,
      data: [{ id: 'text', kind: 'tokens', source: { type: 'generated', dataset: 'fables', seed: 1, options: {} } }],
      layout: { positions: all.map(at) },
    };
  }
}

/** A language model of 166 layers with no module: 1,001 blocks. */
export function thousand(): Document {
  const drawing = new Drawing('')
    .add('data', 'token-data', { data: 'text', length: 64 })
    .add('embed', 'embedding', { width: 64 })
    .wire('data.tokens embed.ids');
  let from = 'embed.y';
  for (let i = 0; i < 166; i++) from = drawing.layer(i, from, 4, 256);
  drawing
    .add('head', 'linear', { units: 'V' })
    .add('loss', 'cross-entropy')
    .add('out', 'output')
    .wire(`${from} head.x`, 'head.y loss.logits', 'data.targets loss.targets', 'head.y out.x');
  return drawing.document('A thousand blocks');
}

/** What the canvas is measured with: 500 blocks and 800 wires in 25 columns, nothing folded, no fault. */
export function crowd(): Document {
  const drawing = new Drawing('')
    .add('data', 'token-data', { data: 'text', length: 64 })
    .add('embed', 'embedding', { width: 64 })
    .wire('data.tokens embed.ids');
  let [last, before] = ['embed', 'embed'];
  for (let i = 0; i < 495; i++) {
    const name = `block${i}`;
    // 303 sums with two inputs; activations with one, and one block whose parameter changes no shape.
    if (i === 3) drawing.add(name, 'dropout').wire(`${last}.y ${name}.x`);
    else if ((i * 300) % 495 < 300) drawing.add(name, 'add').wire(`${last}.y ${name}.a`, `${before}.y ${name}.b`);
    else drawing.add(name, 'activation').wire(`${last}.y ${name}.x`);
    [before, last] = [last, name];
  }
  drawing
    .add('head', 'linear', { units: 'V' })
    .add('loss', 'cross-entropy')
    .add('out', 'output')
    .wire(`${last}.y head.x`, 'head.y loss.logits', 'data.targets loss.targets', 'head.y out.x');
  return drawing.document('500 blocks', [], 25);
}

/** The published sizes of GPT-3 (arXiv 2005.14165, table 2.1): 96 layers of width 12,288 with 96 heads. */
export function large(): Document {
  const inner = new Drawing('inner-').add('x', 'module-input');
  const end = inner.layer(0, 'x.y', 96, 4 * 12_288);
  inner.add('y', 'module-output').wire(`${end} y.x`);
  const layer: Module = { id: 'layer', name: 'Layer', parameters: [], nodes: inner.nodes, edges: inner.edges };
  return new Drawing('')
    .add('data', 'token-data', { data: 'text', length: 2048 })
    .add('embed', 'embedding', { width: 12_288, vocabulary: 50_257 })
    .add('positions', 'learned-positions', { length: 2048 })
    .add('layers', 'module', {}, { module: { id: 'layer', repeat: 96 } })
    .add('norm', 'layer-norm')
    .add('head', 'linear', { units: 50_257, bias: false })
    .add('out', 'output')
    .wire('data.tokens embed.ids', 'embed.y positions.x', 'positions.y layers.x', 'layers.y norm.x')
    .wire('norm.y head.x', 'head.y out.x')
    .document('175 billion', [layer]);
}

/** A language model whose layers, of six blocks each, all lie in one module: what is seen of it is the same for any number. */
export function folded(layers: number): Document {
  const inner = new Drawing('inner-').add('x', 'module-input');
  let from = 'x.y';
  for (let i = 0; i < layers; i++) from = inner.layer(i, from, 4, 256);
  inner.add('y', 'module-output').wire(`${from} y.x`);
  const stack: Module = { id: 'stack', name: 'Stack', parameters: [], nodes: inner.nodes, edges: inner.edges };
  return new Drawing('')
    .add('data', 'token-data', { data: 'text', length: 64 })
    .add('embed', 'embedding', { width: 64 })
    .add('layers', 'module', {}, { module: { id: 'stack' } })
    .add('head', 'linear', { units: 'V' })
    .add('loss', 'cross-entropy')
    .add('out', 'output')
    .wire('data.tokens embed.ids', 'embed.y layers.x', 'layers.y head.x')
    .wire('head.y loss.logits', 'data.targets loss.targets', 'head.y out.x')
    .document('Folded', [stack]);
}
