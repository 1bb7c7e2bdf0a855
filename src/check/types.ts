import type { Block, ParameterValues, WeightSpec } from '../block';
import type { DataSpec } from '../data';
import type { Patch, Phase, Tie, Training } from '../document';
import type { Problem } from '../problem';
import type { Bindings, TensorType } from '../tensor';
import type { Reading } from './reading';

/** Where a value comes from: a node of the same graph and its output port. */
export interface Source {
  readonly node: string;
  readonly port: string;
}

/** How a recurrent module goes over time; ports by name. */
export interface Scan {
  /** The output `from` of one step is the input `to` of the next; the last stands at the output `last`. */
  readonly states: readonly { readonly from: string; readonly to: string; readonly last: string }[];
  /** Input ports read one step after the other; the others are the same at every step. */
  readonly steps: readonly string[];
  /** States that begin as zeros of this type, for nothing is wired to them. */
  readonly zeros: Readonly<Record<string, TensorType>>;
  /** A mask says where states stay as they are. */
  readonly masked: boolean;
  readonly reverse: boolean;
}

/** What a checked node does. */
export type Call =
  | {
      readonly kind: 'data';
      readonly data: string;
      readonly spec: DataSpec;
      readonly reading: Reading;
      readonly decoding: Block['decoding'];
    }
  | { readonly kind: 'block'; readonly definition: Block; readonly parameters: ParameterValues }
  | {
      readonly kind: 'module';
      /** Id of the definition. */
      readonly module: string;
      /** Input ports in order: a copy's outputs feed the next copy's inputs in this order. */
      readonly ports: readonly string[];
      readonly graph: CheckedGraph;
      readonly repeat: number;
      readonly shared: boolean;
      readonly share?: string;
      /** There for a recurrent module: `graph` is what happens at one time step. */
      readonly scan?: Scan;
    }
  | { readonly kind: 'input' }
  | { readonly kind: 'output' }
  | { readonly kind: 'bypass'; readonly source: string };

/** A node whose ports all have types, in a graph that can be compiled. */
export interface CheckedNode {
  readonly id: string;
  readonly name: string;
  readonly call: Call;
  /** Sources by input port, in order for a port that takes several. */
  readonly inputs: Readonly<Record<string, readonly Source[]>>;
  readonly outputs: Readonly<Record<string, TensorType>>;
  readonly weights: Readonly<Record<string, WeightSpec>>;
  readonly ties: readonly Tie[];
  readonly taps: Readonly<Record<string, TensorType>>;
  readonly role: Block['role'];
}

/** A checked data block. */
export type CheckedDataNode = CheckedNode & { readonly call: Extract<Call, { readonly kind: 'data' }> };

/** Law 2: no cycle, no dangling port, a type on every port, a spec for every weight; nodes in an order that can run. */
export interface CheckedGraph {
  readonly nodes: readonly CheckedNode[];
  /** Sizes of the symbols on wires, the batch B included. */
  readonly bindings: Bindings;
  readonly training: Training;
}

/** What the editor shows of one node, whole or not. */
export interface NodeReport {
  readonly path: string;
  readonly block: string;
  /** Types by output port, where they are known. */
  readonly outputs: Readonly<Record<string, TensorType>>;
  /** Types that arrived by input port. */
  readonly inputs: Readonly<Record<string, TensorType>>;
  readonly parameters: number;
  readonly trainable: boolean;
  /** Forward pass of one batch. */
  readonly flops: number;
  /** Bytes that the forward pass of one batch writes. */
  readonly activationBytes: number;
  /** Weights by name, tied ones included. */
  readonly weights: Readonly<Record<string, WeightSpec>>;
}

export interface Totals {
  readonly parameters: number;
  readonly flops: number;
  readonly activationBytes: number;
}

export interface Check {
  readonly problems: readonly Problem<Patch>[];
  /** By node id, inner nodes of modules included (those of the first copy). */
  readonly nodes: ReadonlyMap<string, NodeReport>;
  readonly totals: Totals;
  /** Sizes that parameters may name, `V`. */
  readonly symbols: Bindings;
  /** There exactly when no problem is an error. */
  readonly graph: CheckedGraph | undefined;
}

export type { Block, Phase, Training, WeightSpec };
