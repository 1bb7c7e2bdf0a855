import { expect, it } from 'vitest';
import type { Module } from '../../src/document';
import { checker, GraphBuilder } from '../support/graph';

/** LLaMA's decoder layer (Touvron et al., arXiv 2302.13971, table 2): pre-norm, rotary attention, SwiGLU. */
function layer(heads: number, groups: number, hidden: number): Module {
  const inner = new GraphBuilder()
    .block('x', 'module-input')
    .block('norm_1', 'rms-norm')
    .block('attention', 'grouped-query-attention', { heads, groups })
    .block('after_attention', 'add')
    .block('norm_2', 'rms-norm')
    .block('feed_forward', 'gated-feed-forward', { hidden })
    .block('after_feed_forward', 'add')
    .block('y', 'module-output')
    .wire('x.y -> norm_1.x', 'norm_1.y -> attention.x', 'x.y -> after_attention.a', 'attention.y -> after_attention.b')
    .wire('after_attention.y -> norm_2.x', 'norm_2.y -> feed_forward.x', 'after_attention.y -> after_feed_forward.a')
    .wire('feed_forward.y -> after_feed_forward.b', 'after_feed_forward.y -> y.x');
  return { id: 'layer', name: 'layer', nodes: inner.nodes, edges: inner.edges, parameters: [] };
}

interface Llama {
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly groups: number;
  readonly hidden: number;
}

const llama = ({ width, layers, heads, groups, hidden }: Llama) =>
  new GraphBuilder()
    .generated('text', 'tokens', 'fables')
    .block('data', 'token-data', { data: 'text', length: 128 })
    .block('embed', 'embedding', { width, vocabulary: 32_000 })
    .block('layers', '', {}, { module: { id: 'layer', repeat: layers } })
    .block('norm', 'rms-norm')
    .block('head', 'linear', { units: 32_000, bias: false })
    .block('out', 'output')
    .wire(
      'data.tokens -> embed.ids',
      'embed.y -> layers.x',
      'layers.y -> norm.x',
      'norm.y -> head.x',
      'head.y -> out.x',
    )
    .document({ batch: 1 }, [layer(heads, groups, hidden)]);

it.each([
  ['7B', { width: 4096, layers: 32, heads: 32, groups: 32, hidden: 11_008 }, 6_738_415_616],
  ['13B', { width: 5120, layers: 40, heads: 40, groups: 40, hidden: 13_824 }, 13_015_864_320],
  ['2 70B', { width: 8192, layers: 80, heads: 64, groups: 8, hidden: 28_672 }, 68_976_648_192],
])('counts LLaMA %s as published, without making a single weight', (_, sizes, parameters) => {
  const { totals } = checker.check(llama(sizes));
  expect(totals.parameters).toBe(parameters);
  // A forward pass multiplies each weight once for each of the 128 tokens; embedding looks up, attention comes on top.
  const products = 2 * 128 * (parameters - 32_000 * sizes.width);
  expect(totals.flops / products).toBeGreaterThan(1);
  expect(totals.flops / products).toBeLessThan(1.02);
});
