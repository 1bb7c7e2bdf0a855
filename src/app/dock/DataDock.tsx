import { useCallback, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { catalogue, fileOptions, generatorById, type Split } from '../../data';
import type { DataChoice } from '../../document';
import { useDocument } from '../../editor';
import { type DataEntry, DataPanel } from '../../panels';
import { ProblemError, showPlace } from '../../problem';
import { attachFile, attempt, changeData, takeData } from '../actions';
import { useRun, useWorkspace } from '../context';
import type { Work } from '../run/view';
import { DataBook, type DataFacts, factsKey, queryOf } from './data-facts';

export function DataDock() {
  const workspace = useWorkspace();
  const { run, editor } = workspace;
  const [book] = useState(() => new DataBook(run));
  const facts = useStore(book.facts);
  const document = useDocument((state) => state.document);
  const work = useRun((view) => view.work);
  const choice = (id: string) => document.data.find((one) => one.id === id);

  useEffect(() => {
    for (const one of document.data) void book.ask(queryOf(document, one));
  }, [book, document]);

  const loadPreview = useCallback(
    async (id: string, split: Split, from: number, count: number) => {
      const { document: now } = editor.document.getState();
      const found = now.data.find((one) => one.id === id);
      if (!found) return [];
      const answer = await run.ask({ kind: 'preview', ...queryOf(now, found), split, from, count });
      if (answer.kind === 'preview') return answer.rows;
      throw new ProblemError(answer.kind === 'problems' ? answer.problems : []);
    },
    [editor, run],
  );

  const onFile = async (id: string, file: File) => {
    const now = choice(id);
    if (!now) return;
    const query = queryOf(document, now);
    if (facts.get(factsKey(query))?.state !== 'missing') return takeData(workspace, id, file);
    if (!(await attachFile(workspace, now, file))) return;
    workspace.examples.again();
    await book.ask(query, true);
  };

  return (
    <DataPanel
      entries={document.data.map((one) => entryOf(one, facts.get(factsKey(queryOf(document, one))), work))}
      generators={catalogue}
      onChange={(next) => void attempt(workspace, () => changeData(workspace, next))}
      onGenerator={(id, dataset) => {
        const now = choice(id);
        const source = { type: 'generated', dataset, seed: 1, options: {} } as const;
        if (now) void attempt(workspace, () => changeData(workspace, { ...now, source }));
      }}
      onFile={(id, file) => void attempt(workspace, () => onFile(id, file))}
      showPlace={showPlace}
      loadPreview={loadPreview}
    />
  );
}

function entryOf(choice: DataChoice, facts: DataFacts | undefined, work: readonly Work[]): DataEntry {
  const { source } = choice;
  const generator = source.type === 'generated' ? generatorById(source.dataset) : undefined;
  const label = source.type === 'file' ? `Reading ${source.name}` : `Making ${source.dataset}`;
  const { state = 'loading', ...known } = facts ?? {};
  return {
    vocabularies: source.type === 'file' ? source.vocabularies : {},
    baselines: [],
    problems: [],
    ...known,
    choice,
    state,
    title: generator?.title ?? (source.type === 'file' ? source.name : source.dataset),
    doc: generator?.doc,
    options: generator?.options ?? (source.type === 'file' ? fileOptions(choice.kind) : {}),
    progress: work.find((one) => one.label === label),
  };
}
