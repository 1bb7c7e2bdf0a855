import { readingOf } from '../../check';
import type { Document } from '../../document';
import type { Editor, Example, ExampleStore } from '../../editor';
import type { RunBridge } from './bridge';

/** Milliseconds without an edit before the worker is asked. */
const SETTLED = 400;
/** Larger files are not read for the sake of one example. */
const MOST_BYTES = 16_000_000;

export interface ExampleFollower {
  /** Asks again where there was no example: a file has been given since. */
  readonly again: () => void;
}

interface Asked {
  readonly node: string;
  readonly key: string;
  readonly ask: () => ReturnType<RunBridge['ask']>;
}

/** Keeps the first example of every data block of the open document. The worker is asked once for each choice of data. */
export function followExamples(editor: Editor, run: RunBridge, store: ExampleStore): ExampleFollower {
  /** What each block's example was asked with; an answer to anything else comes too late. */
  const wanted = new Map<string, string>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const put = (node: string, parts: Example | undefined) => {
    const next = new Map(store.getState());
    if (parts) next.set(node, parts);
    else if (!next.delete(node)) return;
    store.setState(next, true);
  };

  const look = () => {
    const asked = questionsOf(editor, run);
    const there = new Set(asked.map(({ node }) => node));
    for (const node of [...wanted.keys()].filter((id) => !there.has(id))) {
      wanted.delete(node);
      put(node, undefined);
    }
    for (const { node, key, ask } of asked) {
      if (wanted.get(node) === key) continue;
      wanted.set(node, key);
      put(node, undefined);
      void ask().then((answer) => {
        if (wanted.get(node) === key && answer.kind === 'example') put(node, answer.parts);
      });
    }
  };

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(look, SETTLED);
  };

  editor.document.subscribe((now, before) => {
    if (now.document.graph === before.document.graph && now.document.data === before.document.data) return;
    later();
  });
  return {
    again() {
      for (const node of [...wanted.keys()]) if (!store.getState().has(node)) wanted.delete(node);
      later();
    },
  };
}

function questionsOf({ document, library }: Editor, run: RunBridge): Asked[] {
  const now: Document = document.getState().document;
  return now.graph.nodes.flatMap((node): Asked[] => {
    const block = library.byId.get(node.block);
    const choice = now.data.find(({ id }) => id === node.parameters.data);
    if (block?.category !== 'data' || !choice) return [];
    const { source } = choice;
    if (source.type === 'file' && source.bytes > MOST_BYTES) return [];
    const query = { choice, reading: readingOf(block, node), validation: now.training.validation };
    const key = JSON.stringify([choice.kind, source, query.reading]);
    return [{ node: node.id, key, ask: () => run.ask({ kind: 'example', ...query }) }];
  });
}
