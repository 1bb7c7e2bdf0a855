import type { Problem } from '../problem';
import type { TensorType } from '../tensor';
import type { Noise } from './objectives/noise';

/**
 * What a data block can carry. Ports and symbols by kind (B is the batch and belongs to training):
 *
 * | kind     | ports                                                                          | symbols          |
 * |----------|--------------------------------------------------------------------------------|------------------|
 * | tokens   | tokens int [B, T], targets int [B, T] (the same one step later)                | T, V             |
 * | pairs    | source int [B, S], source_mask bool [B, S], target_in int [B, T], target_out int [B, T], target_mask bool [B, T] | S, T, U (source vocabulary), V (target vocabulary) |
 * | labelled | tokens int [B, T], mask bool [B, T], label int [B]                             | T, V, K (classes) |
 * | tagged   | tokens int [B, T], mask bool [B, T], tags int [B, T]                           | T, V, K (tags)   |
 * | features | features float [B, F]; label int [B] or targets float [B, K]                   | F, K             |
 * | images   | image float [B, H, W, C] with values 0–255, label int [B]                      | H, W, C (channels), K (classes) |
 * | series   | window float [B, T, F], target float [B, P] (the next P readings of one column) | T, F, P          |
 * | captions | image float [B, H, W, C] with values 0–255, target_in int [B, T], target_out int [B, T], target_mask bool [B, T] | H, W, C, T, V |
 *
 * A block with an objective sees a text of the kind tokens otherwise: masked as tokens, targets int [B, T] and chosen bool
 * [B, T]; denoised as the ports of pairs, with one vocabulary on both sides.
 */
export type DataKind = 'tokens' | 'pairs' | 'labelled' | 'tagged' | 'features' | 'images' | 'series' | 'captions';

/** `bpe`: byte pairs, whose vocabulary is learned from the text. */
export type TokenizerKind = 'character' | 'word' | 'bpe';

/**
 * What an example is for: to train on, to look at while training (early stopping, the best checkpoint), or to be judged by
 * once, at the end. The splits share no example.
 */
export type Split = 'train' | 'validation' | 'test';

/** The choice a document makes: a generated data set with its options, or the person's file by name and hash. */
export interface DataChoice {
  readonly id: string;
  readonly kind: DataKind;
  readonly source: GeneratedSource | FileSource;
}

export interface GeneratedSource {
  readonly type: 'generated';
  /** Id of a generator in the catalogue. */
  readonly dataset: string;
  readonly seed: number;
  readonly options: Readonly<Record<string, number | string | boolean>>;
}

/**
 * A file of the person's. Its bytes never enter the document; what a model depends on does (vocabularies, lengths), so
 * that a document checks, counts and predicts without the file and only training needs it.
 */
export interface FileSource {
  readonly type: 'file';
  readonly format: 'text' | 'csv' | 'tsv' | 'conll' | 'images';
  readonly name: string;
  readonly bytes: number;
  /** Hex SHA-256 of the whole file. */
  readonly sha256: string;
  /** Symbols by vocabulary name (`tokens`, `source`, `target`, `labels`, `tags`), in id order, special symbols first. */
  readonly vocabularies: Readonly<Record<string, readonly string[]>>;
  /** Longest example by symbol (`S`, `T`), and for `features` the number of columns `F`. */
  readonly lengths: Readonly<Record<string, number>>;
  /** Number of examples (characters for a text). */
  readonly examples: number;
  readonly options: Readonly<Record<string, number | string | boolean>>;
}

/** One field of the probe: the single example that panels look at, which the person can edit. */
export interface ProbeField {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  /** A whole number from 0 rather than text. */
  readonly kind?: 'int';
}

/** What a data block makes of the text it reads, before the model sees it. */
export type Objective =
  /** Some symbols are hidden in place, to be filled in: `rate` of them. */
  | { readonly kind: 'masked'; readonly rate: number }
  /** The text is corrupted, to be restored: `rate` of its symbols, in spans of `span` in the mean. */
  | { readonly kind: 'denoising'; readonly noise: Noise; readonly rate: number; readonly span: number };

/** What checking, compiling and decoding need to know about data, without the data themselves. */
export interface DataSpec {
  readonly kind: DataKind;
  readonly title: string;
  /** Types of the ports; shapes use B and the symbols below. */
  readonly ports: Readonly<Record<string, TensorType>>;
  /** Sizes the symbols stand for. Lengths are what examples are padded to. */
  readonly symbols: Readonly<Record<string, number>>;
  /** Which symbols are lengths of a wire's axis (S, T); the others may only be used in parameters. */
  readonly axes: readonly string[];
  /** Text of each id by vocabulary id. */
  readonly vocabularies: Readonly<Record<string, readonly string[]>>;
  /** How a person's text falls into symbols, by vocabulary id; characters where nothing is said. */
  readonly tokenizers?: Readonly<Record<string, TokenizerKind>>;
  readonly probe: readonly ProbeField[];
  /** What the block makes of the data, and what they are without it. */
  readonly objective?: Objective;
  readonly from?: DataSpec;
}

/** A port's values for a batch, row-major. Booleans are bytes 0 and 1. */
export interface Values {
  readonly data: Float32Array | Int32Array | Uint8Array;
  readonly shape: readonly number[];
}

export type Batch = Readonly<Record<string, Values>>;

/** A figure the trained model has to beat, on the validation split. */
export interface Baseline {
  readonly name: string;
  readonly metric: 'loss' | 'accuracy' | 'exact';
  readonly value: number;
}

/** A picture of the Data panel: bytes 0–255, row by row, with 1 channel (grey) or 3 (red, green, blue). */
export interface PreviewImage {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly pixels: Uint8Array;
  /** What is on it, for who does not see it. */
  readonly text: string;
}

/** A row of the Data panel: text or a picture by column. */
export type PreviewRow = Readonly<Record<string, string | PreviewImage>>;

/** Data ready to be batched. Deterministic: the same choice gives the same examples in the same order. */
export interface Dataset {
  readonly spec: DataSpec;
  readonly counts: Readonly<Record<Split, number>>;
  /**
   * Values of the named examples; throws ProblemError `data/id-range` for an index outside the split. `epochs` says for each
   * how often all were seen before: what is corrupted is corrupted anew each time.
   */
  batch(split: Split, indices: readonly number[], epochs?: readonly number[]): Batch;
  /** A batch of one from the probe's fields; problems name the field and the symbol that is unknown. */
  probe(fields: Readonly<Record<string, string>>): Batch | readonly Problem[];
  preview(split: Split, from: number, count: number): readonly PreviewRow[];
  /** Named baselines, computed from the data; cheap enough to compute when asked (under a second or so). */
  baselines(): readonly Baseline[];
}

/** Called with how much is done, of how much, in `unit`; awaits so that a long loop can yield. */
export type Progress = (done: number, total: number, unit: string) => Promise<void> | void;

export interface OptionSpec {
  readonly kind: 'int' | 'choice';
  readonly label: string;
  readonly doc: string;
  readonly default: number | string;
  readonly min?: number;
  readonly max?: number;
  readonly options?: readonly string[];
}

/** A generated data set. `spec` is cheap (no examples are made); `make` yields through `progress`. */
export interface Generator {
  readonly id: string;
  readonly kind: DataKind;
  readonly title: string;
  /** What it is and why it is not trivial, two or three sentences. */
  readonly doc: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  spec(options: Options, length: number | undefined): DataSpec;
  make(options: Options, seed: number, length: number | undefined, progress?: Progress): Promise<Dataset>;
}

export type Options = Readonly<Record<string, number | string | boolean>>;
