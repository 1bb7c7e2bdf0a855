import { fail, type Problem } from '../../problem';
import { int } from '../../tensor';
import { nGramBaselines } from '../baselines/n-gram';
import { bySplit } from '../split';
import { tokenizerFor } from '../tokenizers';
import type { Batch, DataSpec, Dataset, Split, TokenizerKind } from '../types';
import { textOf } from '../vocabulary';
import { checkIndices, encodeField, type Fields, pageOf, sizeOfSymbol } from './shared';

export const DEFAULT_LENGTH = 64;

/** A text as ids; the smallest array that holds the vocabulary. */
export type Ids = Uint8Array | Uint16Array;

export const newIds = (length: number, vocabulary: readonly string[]): Ids =>
  vocabulary.length <= 256 ? new Uint8Array(length) : new Uint16Array(length);

interface TokensFields {
  readonly title: string;
  readonly tokenizer?: TokenizerKind;
  readonly vocabulary: readonly string[];
  readonly length: number | undefined;
  /** Text of the probe; cut to the window. */
  readonly probe: string;
}

/** Language modelling: a window of T symbols, and the same one step later. */
export function tokensSpec(fields: TokensFields): DataSpec {
  const { title, tokenizer = 'character', vocabulary, length = DEFAULT_LENGTH, probe } = fields;
  const { split, join } = tokenizerFor(tokenizer, vocabulary);
  const type = int(['B', 'T'], 'tokens', { id: 'tokens', size: vocabulary.length });
  return {
    kind: 'tokens',
    title,
    ports: { tokens: type, targets: type },
    symbols: { T: length, V: vocabulary.length },
    axes: ['T'],
    vocabularies: { tokens: vocabulary },
    tokenizers: { tokens: tokenizer },
    probe: [{ name: 'text', label: 'Text', value: join(split(probe).slice(0, length)) }],
  };
}

/**
 * Windows over a text. Every place of the training text begins one, so an epoch sees each T times; held-out windows
 * stand side by side, so a character counts once.
 */
export function tokensDataset(spec: DataSpec, texts: Readonly<Record<Split, Ids>>): Dataset {
  const T = sizeOfSymbol(spec, 'T');
  const held = (split: Split): number => Math.max(0, Math.floor((texts[split].length - 1) / T));
  const counts = bySplit((split) => (split === 'train' ? texts.train.length - T : held(split)));
  requireWindow(texts.train.length, T, 'training text');
  if (texts.validation.length > 0) requireWindow(texts.validation.length, T, 'held-out text');
  if (texts.test.length > 0) requireWindow(texts.test.length, T, 'test text');
  return {
    spec,
    counts,
    batch(split, indices) {
      checkIndices(indices, counts[split], split);
      const stride = split === 'train' ? 1 : T;
      const tokens = new Int32Array(indices.length * T);
      const targets = new Int32Array(indices.length * T);
      const text = texts[split];
      for (let b = 0; b < indices.length; b++) {
        const at = (indices[b] ?? 0) * stride;
        tokens.set(text.subarray(at, at + T), b * T);
        targets.set(text.subarray(at + 1, at + 1 + T), b * T);
      }
      const shape = [indices.length, T];
      return { tokens: { data: tokens, shape }, targets: { data: targets, shape } };
    },
    probe: (fields) => probeTokens(spec, fields),
    preview: (split, from, count) =>
      pageOf(from, count, Math.ceil(texts[split].length / T)).map((row) => ({
        at: String(row * T),
        text: textOf(spec, 'tokens', texts[split].subarray(row * T, (row + 1) * T)),
      })),
    baselines: () => nGramBaselines(texts, spec.symbols.V ?? 1),
  };
}

/** One window as long as the text. What follows its last character is unknown; as in a circle, the first stands there. */
export function probeTokens(spec: DataSpec, fields: Fields): Batch | readonly Problem[] {
  const { ids, problems } = encodeField(spec, fields, 'text', 'tokens', sizeOfSymbol(spec, 'T'), 1);
  if (problems.length > 0) return problems;
  const tokens = Int32Array.from(ids);
  const targets = Int32Array.from([...ids.slice(1), ...ids.slice(0, 1)]);
  const shape = [1, ids.length];
  return { tokens: { data: tokens, shape }, targets: { data: targets, shape } };
}

function requireWindow(characters: number, T: number, what: string): void {
  if (characters > T) return;
  fail({
    code: 'data/too-few',
    at: { field: what },
    expected: `at least ${T + 1} characters for windows of length ${T}`,
    received: `${characters} characters`,
    fix: 'Take more text, another held-out part, or a smaller length.',
  });
}
