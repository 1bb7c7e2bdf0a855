/**
 * How a product of matrices is cut up. An invocation makes `rows` × `columns` sums; a workgroup has `team` invocations along
 * columns and rows. With a `depth`, the team first brings that many columns of its part of a, and rows of b, to workgroup
 * memory: what a GPU is built for, and what a GPU in software has no use for.
 */
export interface Form {
  readonly name: string;
  readonly rows: 4 | 8 | 16;
  readonly columns: 4 | 8 | 16;
  readonly team: readonly [number, number];
  readonly depth?: number;
  /** Sizes are data, and a product's shader another's too (quads.ts); whether invocations read alone or by quads. */
  readonly sized?: 'alone' | 'quads';
}

/** `nn` a [M, K] · b [K, N], `tn` a [K, M], `nt` b [N, K]. */
export type Kind = 'nn' | 'tn' | 'nt';

export interface Product {
  readonly kind: Kind;
  readonly batch: number;
  readonly M: number;
  readonly N: number;
  readonly K: number;
}

/** Of which operand of `tn` the rows are added up along the way, [M] of a or [N] of b. */
export type Sums = 'a' | 'b';

/** What becomes of each element of a product while it is at hand. */
export interface Finish {
  /** Tells the code apart. */
  readonly key: string;
  readonly reads: readonly ('f32' | 'i32')[];
  /** The product itself is written too, as y1. */
  readonly keeps: boolean;
  /** A function `finish(z: f32, i: u32) -> f32` of an element and its index; what it reads begins at x`first`. */
  readonly code: (first: number) => string;
}

/** What goes along with a product. */
export interface Along {
  readonly bias?: boolean;
  readonly sums?: Sums | undefined;
  readonly finish?: Finish;
}

const SMALL: Form = { name: 'registers 8×8', rows: 8, columns: 8, team: [4, 4] };
/** What a GPU in software does large products in, by quads where it can. */
export const LARGE: Form = { name: 'sized 16×8', rows: 16, columns: 8, team: [4, 1], sized: 'alone' };
export const QUADS: Form = { ...LARGE, name: 'sized 16×8 by quads', sized: 'quads' };

/** What is tried on a GPU. */
export const FORMS: readonly Form[] = [
  { name: 'shared 64×64', rows: 4, columns: 4, team: [16, 16], depth: 16 },
  { name: 'shared 32×32', rows: 4, columns: 4, team: [8, 8], depth: 16 },
  SMALL,
  { name: 'registers 4×4', rows: 4, columns: 4, team: [8, 8] },
];

/** Seconds that a form takes for a product, more or less. */
export type Timed = (product: Product, form: Form) => Promise<number>;

const keyOf = ({ kind, batch, M, N, K }: Product): string => `${kind} ${batch}×${M}×${N}×${K}`;

/** Which form each product has: by its size in software; on a GPU by timing, once for each product, and remembered. */
export class Forms {
  readonly #software: boolean;
  readonly #quads: boolean;
  readonly #chosen = new Map<string, Form>();
  readonly #asked = new Map<string, Product>();
  /** Whether it is noted what is asked for: while a step is recorded, which will run often. */
  noting = false;

  constructor(software: boolean, quads = false) {
    this.#software = software;
    this.#quads = quads;
  }

  of(product: Product): Form {
    if (this.#software) return product.M <= 8 || product.N <= 8 ? SMALL : this.#quads ? QUADS : LARGE;
    const key = keyOf(product);
    const chosen = this.#chosen.get(key);
    if (!chosen && this.noting) this.#asked.set(key, product);
    return chosen ?? SMALL;
  }

  /** Whether a product was asked for whose form is not known. */
  get open(): boolean {
    return this.#asked.size > 0;
  }

  /** Times every form on every product that was asked for, and keeps the fastest of each. */
  async choose(timed: Timed): Promise<void> {
    for (const [key, product] of [...this.#asked]) {
      let best: { form: Form; time: number } | undefined;
      for (const form of FORMS) {
        const time = await timed(product, form);
        if (!best || time < best.time) best = { form, time };
      }
      if (best) this.#chosen.set(key, best.form);
      this.#asked.delete(key);
    }
  }

  /** What was chosen, by product, as the run record keeps it. */
  get chosen(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#chosen].map(([key, { name }]) => [key, name]));
  }

  /** Takes over what a record says. Forms that are not known any more are chosen anew. */
  pin(record: Readonly<Record<string, string>>): void {
    for (const [key, name] of Object.entries(record)) {
      const form = FORMS.find((one) => one.name === name);
      if (form) this.#chosen.set(key, form);
    }
  }
}
