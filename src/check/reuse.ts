import type { ParameterValues } from '../block';
import type { Document, Edge, Node } from '../document';
import type { TensorType } from '../tensor';
import { MOST_BLOCKS, type Walk } from './context';
import type { Visited } from './plain';
import type { CheckedNode, NodeReport } from './types';

/** What a visit depended on and what came of it. Documents never change in place, so the same object is the same thing. */
interface Visit {
  readonly node: Node;
  readonly edges: readonly Edge[];
  /** Types over the edges, in order. */
  readonly types: readonly (TensorType | undefined)[];
  readonly outer: ParameterValues;
  readonly sizes: string;
  /** For a module: all there are, since one may stand in another. */
  readonly modules: Document['modules'] | undefined;
  readonly visited: Visited;
  /** Of the blocks inside a module. */
  readonly reports: readonly (readonly [string, NodeReport])[];
  readonly blocks: number;
}

/**
 * Visits of the last check and of this one. An edit changes a node or a wire; everything before it, and everything behind
 * it that gets the same types as before, is taken over as it was.
 */
export class Visits {
  #before: ReadonlyMap<string, Visit> = new Map();
  #now = new Map<string, Visit>();

  /** A new check begins; what the last one did not come by is forgotten. */
  turn(): void {
    this.#before = this.#now;
    this.#now = new Map();
  }

  /** Takes the visit over from the last check where nothing it depends on is another, or makes it and remembers it. */
  visit(
    node: Node,
    edges: readonly Edge[],
    done: ReadonlyMap<string, CheckedNode>,
    walk: Walk,
    make: (walk: Walk) => Visited | undefined,
  ): Visited | undefined {
    const key = `${walk.path}${node.id}`;
    const modules = node.module && walk.document.modules;
    const types = edges.map(({ from }) => done.get(from.node)?.outputs[from.port]);
    const old = this.#before.get(key);
    if (
      old &&
      old.node === node &&
      old.sizes === walk.sizes &&
      old.modules === modules &&
      walk.size.blocks + old.blocks <= MOST_BLOCKS &&
      sameItems(old.edges, edges) &&
      sameItems(old.types, types) &&
      sameValues(old.outer, walk.outer)
    ) {
      this.#now.set(key, old);
      for (const [id, report] of old.reports) if (!walk.reports.has(id)) walk.reports.set(id, report);
      walk.size.blocks += old.blocks;
      return old.visited;
    }
    const problems = walk.problems.length;
    const blocks = walk.size.blocks;
    const inside: Walk = modules ? { ...walk, reports: new Map() } : walk;
    const visited = make(inside);
    if (modules) for (const [id, report] of inside.reports) if (!walk.reports.has(id)) walk.reports.set(id, report);
    // Problems must be found again every time, and weights under a key are counted where the first of them stands.
    if (!visited || walk.problems.length > problems || (modules && walk.keyed)) return visited;
    this.#now.set(key, {
      node,
      edges,
      types,
      outer: walk.outer,
      sizes: walk.sizes,
      modules,
      visited,
      reports: modules ? [...inside.reports] : [],
      blocks: walk.size.blocks - blocks,
    });
    return visited;
  }
}

const sameItems = <T>(a: readonly T[], b: readonly T[]): boolean =>
  a.length === b.length && a.every((item, i) => item === b[i]);

function sameValues(a: ParameterValues, b: ParameterValues): boolean {
  if (a === b) return true;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
