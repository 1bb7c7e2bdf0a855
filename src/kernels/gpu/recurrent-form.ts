import type { Tensor } from '@tensorflow/tfjs-core';

/** What a recurrent layer does at each step, and what the ways of going through the steps have in common. */

export interface Sizes {
  readonly B: number;
  readonly T: number;
  readonly H: number;
}

/** Operands that may be missing, as names in the code: `mask`, `h0` … */
type Optional = Readonly<Record<string, Tensor | undefined>>;

/** Of a step `t`, for every unit `j` of every sequence `b`. */
export interface Part {
  /** `product` = Σ over the units k of h_k · u_kj: a vector of gates, or a number. */
  readonly product?: 'h';
  readonly code: string;
}

/** `back` += d · uᵀ, what comes back through the recurrent product; `uᵀ` [gates · H, H]. */
export const BACK = 'back';

export interface Loop {
  readonly name: string;
  readonly sizes: Sizes;
  readonly reverse: boolean;
  /** The recurrent matrix: by `gatesTogether` where there are several gates, `turned` for a gradient. */
  readonly u: Tensor;
  /** By name in the code. */
  readonly reads: Readonly<Record<string, Tensor>>;
  readonly optional: Optional;
  readonly writes: Readonly<Record<string, Tensor>>;
  /** Of the workgroup: floats for every unit. */
  readonly memory: Readonly<Record<string, number>>;
  /** Before the first step. */
  readonly begin: string;
  /** Between the parts all are waited for. */
  readonly parts: readonly (Part | typeof BACK)[];
  /** Gates that `d` holds for every unit, one after the other; the matrix is then `turned`. */
  readonly gates?: number;
  /** After the last step. */
  readonly end?: string;
  /** From the last step visited to the first. */
  readonly backward?: boolean;
}

/** What is written into the code of a loop for a kind of GPU. */
export interface Way {
  /** Invocations of a workgroup. */
  readonly team: number;
  /** Sequences that a workgroup goes through. */
  readonly together: number;
  /** Whether `memory` lies in a buffer, floatsOf numbers for each sequence, and not in workgroup memory. */
  readonly buffered: boolean;
  readonly quads: boolean;
  /** Whether the matrix is bound as vectors of four. */
  readonly vectors: boolean;
  /** Code before the first step or after the last one, for every unit of every sequence. */
  readonly plain: (code: string) => string;
  /** A part of a step. */
  readonly part: (one: Part | typeof BACK) => string;
}

/** Floats of memory for a sequence. */
export const floatsOf = ({ sizes: { H }, memory }: Loop): number =>
  H * Object.values(memory).reduce((total, size) => total + size, 0);

/** Where a step of a sequence lies. */
export const placeOf = ({ sizes: { H }, reverse, optional }: Loop): string => `let row = (b * T + t) * ${H}u;
      let last = ${reverse ? `row + ${H}u` : `row - ${H}u`};
      let seen = ${optional.mask ? '$mask[b * T + t] != 0' : 'true'};`;
