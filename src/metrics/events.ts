/**
 * What training tells the panels. Everything here is plain data that crosses a message port; nothing of it names a
 * block type: panels find series by path and taps by their axes.
 */

/** Figures of one logged step. */
export interface StepRecord {
  readonly step: number;
  /** Name of the training phase that took this step. */
  readonly phase: string;
  /** Mean loss of the batch, before the update. */
  readonly loss: number;
  readonly learningRate: number;
  /** Global gradient norm before clipping. */
  readonly gradientNorm: number;
  /** Gradient norm by block path, and by weight path. */
  readonly blockNorms: Readonly<Record<string, number>>;
  readonly weightNorms: Readonly<Record<string, number>>;
  /** Metrics of the batch by name: `accuracy`, `perplexity`, `exact` … */
  readonly metrics: Readonly<Record<string, number>>;
  /** Items (tokens, or examples where there are none) trained on per second, since the last record. */
  readonly itemsPerSecond: number;
  readonly millisecondsPerStep: number;
  /** GPU dispatches (kernels elsewhere) of this step. */
  readonly dispatches: number;
  /** Estimated seconds until the last step. */
  readonly secondsLeft: number;
}

/** Figures over the validation split. */
export interface ValidationRecord {
  readonly step: number;
  readonly loss: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly examples: number;
  /** The best loss so far; these weights are kept. */
  readonly best: boolean;
}

/** One declared tap on the probe example. `axes` are letters: `B H T S` is a head picker over a T × S matrix. */
export interface TapRecord {
  readonly path: string;
  readonly name: string;
  readonly axes: readonly string[];
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data: Float32Array;
  /** ∂loss/∂ what stood there. */
  readonly gradient?: true;
  /** Tokens along the last two axes, where they are known. */
  readonly rows?: readonly string[];
  readonly columns?: readonly string[];
}

/** A symbol with its probability. */
export interface Candidate {
  readonly token: string;
  readonly probability: number;
}

/** The model's answer on the probe example. */
export interface PredictionRecord {
  /** Name of the output block. */
  readonly output: string;
  readonly kind: 'sequence' | 'label' | 'values';
  /** `sequence`: a row for each position, with the token that was there, what was predicted and the alternatives. */
  readonly positions?: readonly PositionPrediction[];
  /** `label`: classes, most likely first. */
  readonly candidates?: readonly Candidate[];
  /** `values`: raw numbers. */
  readonly values?: readonly number[];
  /** What would be right, where the probe says so. */
  readonly target?: string;
}

export interface PositionPrediction {
  readonly token: string;
  readonly target?: string;
  readonly candidates: readonly Candidate[];
}

/** What the model looks at, where that is a picture: bytes 0–255, row by row, with 1 channel or 3. */
export interface PictureRecord {
  /** Name of the data block. */
  readonly data: string;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly pixels: Uint8Array;
}

/** Everything the panels show of the probe, at one step. */
export interface ProbeRecord {
  readonly step: number;
  readonly taps: readonly TapRecord[];
  readonly predictions: readonly PredictionRecord[];
  readonly pictures?: readonly PictureRecord[];
  /** Decoded from the source alone, for models that read a source. */
  readonly decoded?: string;
}

export type RunState = 'idle' | 'preparing' | 'training' | 'paused' | 'stopped' | 'finished' | 'failed';

export type BackendName = 'webgpu' | 'wasm' | 'cpu';

/** What a run trains on, and why. */
export interface BackendInfo {
  readonly name: BackendName;
  /** Name of the adapter, or of the host's instruction set. */
  readonly adapter: string;
  /** The adapter is emulated in software. */
  readonly software: boolean;
  /** Why this one: forced by the address, chosen, or what it fell back from. */
  readonly reason: string;
}
