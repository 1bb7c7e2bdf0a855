import type { Ops, Value } from '../ops';
import type { TensorType } from '../tensor';
import type { Parameter, ParameterValues, Scalar, ValuesOf } from './parameters';
import type { Input, Inputs, SizesOf } from './ports';
import type { WeightSpec } from './weights';

export type Category =
  | 'data'
  | 'embedding'
  | 'layer'
  | 'convolution'
  | 'activation'
  | 'normalisation'
  | 'recurrent'
  | 'attention'
  | 'combine'
  | 'shape'
  | 'loss'
  | 'output'
  | 'module';

export type DataKindName = 'tokens' | 'pairs' | 'labelled' | 'tagged' | 'features' | 'images' | 'series' | 'captions';

export interface Documentation {
  readonly title: string;
  /** LaTeX. */
  readonly formula?: string;
  /** Two or three sentences: what it does, its axis letters, when to use it. */
  readonly text: string;
  /** The paper or specification. */
  readonly source?: { readonly title: string; readonly url: string };
  /** Other words a person might search for. */
  readonly keywords?: readonly string[];
}

/** An inner value that panels may look at. `axes` are letters: a head picker for H, tokens along T and S. */
export interface Tap {
  readonly axes: string;
  readonly doc: string;
  /** What is looked at is ∂loss/∂value, on the probe example. */
  readonly gradient?: true;
}

/** A mean over items, kept as its two sums so that it adds up exactly over batches. Both float []. */
export interface Metric {
  readonly sum: Value;
  readonly count: Value;
}

/** A block's own complaint about its sizes and parameters. */
export interface Refusal {
  /** The parameter or input port it is about. */
  readonly at: string;
  /** The last axis of what comes in at a port should have this size: check finds the block that can be set to it. */
  readonly wants?: { readonly port: string; readonly size: number };
  readonly expected: string;
  readonly received: string;
  readonly fix: string;
  /** Parameter values that would settle it. */
  readonly edit?: ParameterValues;
}

/** What `forward` is given besides inputs, weights and parameters. */
export interface Context<TapName extends string = string, WeightName extends string = string> {
  readonly ops: Ops;
  /** False when the model predicts: dropout does nothing. */
  readonly training: boolean;
  /** Whether a loss is worked out, in training and in validation. */
  readonly scoring: boolean;
  /** A number made from the block's path, for counter-based randomness. */
  readonly key: number;
  /** `axes` where they depend on what comes in; otherwise those of the declaration. */
  readonly tap: (name: TapName, value: Value, axes?: string) => void;
  /** The value that a training step leaves in a weight that is not trained, such as a running average. */
  readonly update: (weight: WeightName, value: Value) => void;
  /** Loss blocks report what panels and early stopping look at: `loss`, `accuracy`, `exact` … */
  readonly metric: (name: string, metric: Metric) => void;
}

/** What a data block makes of the text it reads; the data room says what each means. */
export type Objective =
  | { readonly kind: 'masked'; readonly rate: number }
  | {
      readonly kind: 'denoising';
      readonly noise:
        | 'span-corruption'
        | 'token-masking'
        | 'token-deletion'
        | 'text-infilling'
        | 'sentence-permutation'
        | 'token-permutation';
      readonly rate: number;
      readonly span: number;
    };

/** A case for the harness: shapes by input port (ids are drawn below `ids`), and parameters. */
export interface Example {
  readonly parameters?: Readonly<Record<string, Scalar>>;
  readonly inputs: Readonly<Record<string, readonly number[] | readonly (readonly number[])[]>>;
  /** Ids of int inputs are drawn below this, and it is their vocabulary's size. */
  readonly ids?: number;
  /** True lengths of a mask's rows; without them a mask is all true. */
  readonly lengths?: readonly number[];
  /** Floats of the inputs lie far apart: for blocks that take the largest, which jump where two are equal. */
  readonly distinct?: boolean;
  /** Input ports to which no gradient comes though the outputs depend on them, with the reason. */
  readonly noGradient?: Readonly<Record<string, string>>;
  /** Weights whose gradient is zero, with the reason. */
  readonly zeroGradient?: Readonly<Record<string, string>>;
}

export type Weights = Readonly<Record<string, WeightSpec | undefined>>;

type InputValues<I extends Inputs> = {
  readonly [K in keyof I]: I[K] extends { readonly many: true }
    ? readonly Value[]
    : I[K] extends { readonly optional: true }
      ? Value | undefined
      : Value;
};
type InputTypes<I extends Inputs> = {
  readonly [K in keyof I]: I[K] extends { readonly many: true }
    ? readonly TensorType[]
    : I[K] extends { readonly optional: true }
      ? TensorType | undefined
      : TensorType;
};
type WeightValues<W extends Weights> = {
  readonly [K in keyof W]: undefined extends W[K] ? Value | undefined : Value;
};

/**
 * A block: one file that says what it is, what can be set, what goes in and out, which weights it has, what is refused
 * and why, and what it computes. Types tie the parts together: a misspelt weight, parameter, port or tap does not compile.
 */
export interface BlockDefinition<
  P extends Readonly<Record<string, Parameter>>,
  I extends Inputs,
  O extends Readonly<Record<string, string>>,
  T extends Readonly<Record<string, Tap>>,
  W extends Weights,
> {
  readonly id: string;
  readonly version: number;
  readonly category: Category;
  readonly doc: Documentation;
  readonly parameters: P;
  readonly inputs: I;
  /** Patterns of what comes out, for people; the true types come from tracing `forward`. */
  readonly outputs: O;
  readonly taps?: T;
  /** What the block stands for in a graph, where it is more than a function. */
  readonly role?: 'data' | 'loss' | 'output' | 'module-input' | 'module-output';
  /** The parameter that sets the last axis of the output, so that a neighbour's complaint can be mended here. */
  readonly width?: keyof P;
  /** Data blocks: the port that decoding feeds back, the port it predicts, and the ports that must be given. */
  readonly decoding?: { readonly feed: keyof O; readonly predicts: keyof O; readonly given: readonly (keyof O)[] };
  /** Data blocks: what the model is asked to do with a text besides going on with it. */
  objective?(parameters: ValuesOf<P>): Objective;
  /** What the block cannot do with these sizes (letters of the required inputs, as numbers) and parameters. */
  refuse?(sizes: SizesOf<I>, parameters: ValuesOf<P>, types: InputTypes<I>): Refusal | undefined;
  /** Weights by name; undefined for one that these parameters leave out. */
  weights?(sizes: SizesOf<I>, parameters: ValuesOf<P>, types: InputTypes<I>): W;
  /** What the block computes, traced with symbolic values. */
  forward?(
    inputs: InputValues<I>,
    weights: WeightValues<W>,
    parameters: ValuesOf<P>,
    context: Context<Extract<keyof T, string>, Extract<keyof W, string>>,
  ): { readonly [K in keyof O]: Value };
  /** Parameters as an older version of the block saved them → as this one wants them. */
  migrate?(parameters: Readonly<Record<string, Scalar>>, from: number): Readonly<Record<string, Scalar>>;
  readonly examples: readonly Example[];
}

/** A block with its parts' types forgotten: what check, the palette and the harness work with. */
export interface Block {
  readonly id: string;
  readonly version: number;
  readonly category: Category;
  readonly doc: Documentation;
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly inputs: Readonly<Record<string, Input>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly taps?: Readonly<Record<string, Tap>>;
  readonly role?: 'data' | 'loss' | 'output' | 'module-input' | 'module-output';
  readonly width?: string;
  readonly decoding?: { readonly feed: string; readonly predicts: string; readonly given: readonly string[] };
  objective?(parameters: ParameterValues): Objective;
  refuse?(
    sizes: Readonly<Record<string, number>>,
    parameters: ParameterValues,
    types: Readonly<Record<string, TensorType | readonly TensorType[] | undefined>>,
  ): Refusal | undefined;
  weights?(
    sizes: Readonly<Record<string, number>>,
    parameters: ParameterValues,
    types: Readonly<Record<string, TensorType | readonly TensorType[] | undefined>>,
  ): Weights;
  forward?(
    inputs: Readonly<Record<string, Value | readonly Value[] | undefined>>,
    weights: Readonly<Record<string, Value | undefined>>,
    parameters: ParameterValues,
    context: Context,
  ): Readonly<Record<string, Value>>;
  migrate?(parameters: Readonly<Record<string, Scalar>>, from: number): Readonly<Record<string, Scalar>>;
  readonly examples: readonly Example[];
}

export function defineBlock<
  const P extends Readonly<Record<string, Parameter>>,
  const I extends Inputs,
  const O extends Readonly<Record<string, string>>,
  const T extends Readonly<Record<string, Tap>>,
  W extends Weights,
>(definition: BlockDefinition<P, I, O, T, W>): BlockDefinition<P, I, O, T, W> {
  return definition;
}
