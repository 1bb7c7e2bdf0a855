import { createStore, type StoreApi } from 'zustand/vanilla';
import { type Document, type Node, packModule, renamePacked, samePacked } from '../document';
import type { Problem } from '../problem';
import type { Editor } from './editor';

/** A module that a person has put into the palette, to be used in any document. */
export interface Published {
  readonly id: string;
  readonly name: string;
  /** What `packModule` made. */
  readonly pack: Document;
}

/** The person's own part of the palette; where and how it is kept is the page's affair. */
export interface PersonalPalette {
  readonly list: StoreApi<{ readonly modules: readonly Published[] }>;
  /** Adds a module, or puts it in the place of the one with its id. */
  readonly keep: (module: Published) => void;
  readonly remove: (module: Published) => void;
}

/** A palette that is there as long as the page. */
export function createPersonalPalette(): PersonalPalette {
  const list = createStore<{ readonly modules: readonly Published[] }>(() => ({ modules: [] }));
  const others = (id: string) => list.getState().modules.filter((one) => one.id !== id);
  return {
    list,
    keep: (module) => list.setState({ modules: byName([...others(module.id), module]) }),
    remove: ({ id }) => list.setState({ modules: others(id) }),
  };
}

export const byName = (modules: readonly Published[]): readonly Published[] =>
  modules.toSorted((a, b) => a.name.localeCompare(b.name));

/** Puts the module that a block uses into the palette, in the place of one with the same name. */
export function publishModule(editor: Editor, node: Node): void {
  const { document } = editor.document.getState();
  const pack = packModule(document, node);
  const old = editor.personal.list.getState().modules.find((one) => one.name === pack?.meta.name);
  if (!pack) editor.report([refused('one whose definition is missing, or stands in itself')]);
  else if (old && samePacked(old.pack, pack)) editor.report([there(old.name)]);
  else editor.personal.keep({ id: old?.id ?? crypto.randomUUID(), name: pack.meta.name, pack });
}

export function renamePublished(editor: Editor, module: Published, name: string): void {
  if (name.trim() === '' || name === module.name) return;
  editor.personal.keep({ ...module, name, pack: renamePacked(module.pack, name) });
}

const refused = (received: string): Problem => ({
  code: 'module/publish',
  severity: 'warning',
  at: {},
  expected: 'a module that is whole',
  received,
  fix: 'Look at its faults first, then publish it.',
});

const there = (name: string): Problem => ({
  code: 'module/publish',
  severity: 'warning',
  at: { field: name },
  expected: 'a module that is not in the palette yet',
  received: 'one that is',
  fix: 'It is among your modules already, just as it is here.',
});
