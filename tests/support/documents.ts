import type { Document, Training } from '../../src/document';
import { GraphBuilder } from './graph';

/** XOR with one hidden layer. */
export const xorDocument = (training: Partial<Training> = {}): Document =>
  new GraphBuilder()
    .generated('points', 'features', 'xor')
    .block('data', 'feature-data', { data: 'points' })
    .block('hidden', 'linear', { units: 8 })
    .block('act', 'activation', { kind: 'tanh' })
    .block('head', 'linear', { units: 'K' })
    .block('loss', 'cross-entropy')
    .block('out', 'output', { as: 'probabilities' })
    .wire('data.features -> hidden.x', 'hidden.y -> act.x', 'act.y -> head.x')
    .wire('head.y -> loss.logits', 'data.label -> loss.targets', 'head.y -> out.x')
    .document({ steps: 60, logEvery: 1, validateEvery: 20, ...training });

/** A language model of one attention layer, small enough for any backend. */
export const tinyGpt = (training: Partial<Training> = {}, dropout = 0): Document =>
  new GraphBuilder()
    .generated('fables', 'tokens', 'fables', { characters: 20_000 })
    .block('text', 'token-data', { data: 'fables', length: 8 })
    .block('embed', 'embedding', { width: 8 })
    .block('positions', 'learned-positions', { length: 8 })
    .block('norm', 'layer-norm')
    .block('attention', 'multi-head-attention', { heads: 2, causal: true, dropout })
    .block('drop', 'dropout', { rate: dropout })
    .block('add', 'add')
    .block('head', 'linear', { units: 'V' })
    .block('loss', 'cross-entropy')
    .block('next', 'output', { as: 'probabilities' })
    .wire('text.tokens -> embed.ids', 'embed.y -> positions.x', 'positions.y -> norm.x', 'norm.y -> attention.query')
    .wire('attention.y -> drop.x', 'drop.y -> add.a', 'positions.y -> add.b', 'add.y -> head.x')
    .wire('head.y -> loss.logits', 'text.targets -> loss.targets', 'head.y -> next.x')
    .document({ steps: 20, batch: 4, logEvery: 1, validateEvery: 0, ...training });

/** A small encoder–decoder: a source read by a GRU, its last state the decoder's first. */
export const tinySeq2seq = (training: Partial<Training> = {}): Document =>
  new GraphBuilder()
    .generated('words', 'pairs', 'copy', { examples: 200, longest: 4, letters: 4 })
    .block('data', 'pair-data', { data: 'words' })
    .block('source', 'embedding', { width: 8 })
    .block('encoder', 'gru', { units: 16 })
    .block('target', 'embedding', { width: 8 })
    .block('decoder', 'gru', { units: 16 })
    .block('head', 'linear', { units: 'V' })
    .block('loss', 'cross-entropy')
    .block('out', 'output', { as: 'probabilities' })
    .wire('data.source -> source.ids', 'source.y -> encoder.x', 'data.source_mask -> encoder.mask')
    .wire('data.target_in -> target.ids', 'target.y -> decoder.x', 'encoder.state -> decoder.initial')
    .wire('decoder.y -> head.x', 'head.y -> loss.logits', 'data.target_out -> loss.targets')
    .wire('data.target_mask -> loss.mask', 'head.y -> out.x')
    .document({ steps: 20, batch: 8, logEvery: 1, validateEvery: 10, ...training });

/** An encoder–decoder that restores corrupted text: a GRU on each side. */
export const tinyDenoiser = (training: Partial<Training> = {}): Document =>
  new GraphBuilder()
    .generated('fables', 'tokens', 'fables', { characters: 20_000 })
    .block('data', 'denoising-data', { data: 'fables', length: 12 })
    .block('source', 'embedding', { width: 8 })
    .block('encoder', 'gru', { units: 16 })
    .block('target', 'embedding', { width: 8 })
    .block('decoder', 'gru', { units: 16 })
    .block('head', 'linear', { units: 'V' })
    .block('loss', 'cross-entropy')
    .block('out', 'output', { as: 'probabilities' })
    .wire('data.source -> source.ids', 'source.y -> encoder.x', 'data.source_mask -> encoder.mask')
    .wire('data.target_in -> target.ids', 'target.y -> decoder.x', 'encoder.state -> decoder.initial')
    .wire('decoder.y -> head.x', 'head.y -> loss.logits', 'data.target_out -> loss.targets')
    .wire('data.target_mask -> loss.mask', 'head.y -> out.x')
    .document({ steps: 20, batch: 8, logEvery: 1, validateEvery: 10, ...training });
