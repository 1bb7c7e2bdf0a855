/** A list of things with ids while a patch goes through it: copied once, and an item is found without looking at all others. */
export class OpenList {
  readonly items: unknown[];
  /** Where an item was last seen; what was put in or taken out before it has moved it since. */
  readonly #seen: Map<unknown, number>;

  constructor(list: readonly unknown[]) {
    this.items = [...list];
    this.#seen = new Map(list.map((item, i) => [idOf(item), i]));
  }

  get(id: string): unknown {
    return this.items[this.#indexOf(id)];
  }

  /** Puts an item in the place of the one with its id, takes that away, or adds it: at an index, or at the end. */
  set(id: string, item: unknown, index = this.items.length): void {
    const at = this.#indexOf(id);
    if (item === undefined) {
      if (at < 0) return;
      this.items.splice(at, 1);
      this.#seen.delete(id);
    } else if (at >= 0) this.items[at] = item;
    else {
      const place = Math.min(index, this.items.length);
      this.items.splice(place, 0, item);
      this.#seen.set(id, place);
    }
  }

  #indexOf(id: string): number {
    const seen = this.#seen.get(id);
    if (seen === undefined) return -1;
    if (idOf(this.items[seen]) === id) return seen;
    const at = this.items.findIndex((item) => idOf(item) === id);
    this.#seen.set(id, at);
    return at;
  }
}

export function idOf(item: unknown): unknown {
  if (typeof item !== 'object' || item === null) return undefined;
  return 'id' in item ? item.id : undefined;
}
