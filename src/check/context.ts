import type { Block, ParameterValues } from '../block';
import type { DataSpec } from '../data';
import type { Document, Node, Patch } from '../document';
import type { Place, Problem } from '../problem';
import type { Bindings, TensorType } from '../tensor';
import type { Evaluation } from './evaluate';
import type { Reading } from './reading';
import type { Visits } from './reuse';
import type { NodeReport } from './types';

/** Blocks of a model, copies counted: far above what trains, and what a hostile repeat of repeats stops at. */
export const MOST_BLOCKS = 50_000;

export interface DataNode {
  readonly spec: DataSpec;
  /** The spec's symbols as this document calls them: `T`, or `source.T` where two data blocks have one. */
  readonly symbols: Readonly<Record<string, string>>;
  readonly reading: Reading;
}

export type Evaluated = Evaluation;

export interface Shared {
  /** Names and shapes of the weights: instances that share must agree on them. */
  readonly weights: string;
  readonly parameters: number;
}

/** What the walk carries down; `problems`, `reports` and `shared` are filled on the way. */
export interface Walk {
  readonly document: Document;
  readonly blocks: ReadonlyMap<string, Block>;
  readonly memo: Map<string, Evaluated>;
  readonly data: ReadonlyMap<string, DataNode>;
  readonly visits: Visits;
  readonly bindings: Bindings;
  /** The bindings as text: what else than types a block's figures depend on. */
  readonly sizes: string;
  /** Whether instances share weights under a key anywhere in the document. */
  readonly keyed: boolean;
  readonly symbols: Bindings;
  readonly reports: Map<string, NodeReport>;
  readonly problems: Problem<Patch>[];
  /** Weights under share keys, counted once wherever their modules stand. */
  readonly shared: Map<string, Shared>;
  /** Module the graph belongs to; undefined for the document's own. */
  readonly scope: string | undefined;
  readonly path: string;
  readonly ids: readonly string[];
  readonly outer: ParameterValues;
  /** Types at the module's input ports. */
  readonly inputs: Readonly<Record<string, TensorType>>;
  readonly modules: readonly string[];
  /** Blocks so far, copies and modules in modules counted out; shared by the whole walk. */
  readonly size: { blocks: number };
  /** Whether every data block has its spec: where one lacks it, a letter may be the data's that are missing. */
  readonly complete: boolean;
}

/** What a record holds under a name that a person wrote: nothing of what every object inherits. */
export const own = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

export const placeOf = (node: Node, walk: Walk): Place => ({
  nodes: [...walk.ids, node.id],
  path: walk.path + node.name,
});
