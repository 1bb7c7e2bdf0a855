import { type Document, parseDocument, serialiseDocument } from '../../document';

/** What training depends on: not where blocks stand, what the document is called, or which example is looked at. */
const essence = (document: Document): string =>
  serialiseDocument({
    ...document,
    meta: { name: '', description: '' },
    training: { ...document.training, probe: {} },
    layout: { positions: [] },
  });

/**
 * The text to train with: the run's own where the document has changed in nothing that training depends on, so that a run
 * goes on after a block was moved; otherwise the document as it is, which begins another run.
 */
export function textToTrain(document: Document, snapshot: string | undefined): string {
  const text = serialiseDocument(document);
  if (snapshot === undefined || snapshot === text) return text;
  const parsed = parseDocument(snapshot);
  return 'document' in parsed && essence(parsed.document) === essence(document) ? snapshot : text;
}
