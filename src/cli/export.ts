import { compileTraining, printProgram } from '../compile';
import { serialiseDocument } from '../document';
import { summaryOf } from './check';
import { InputError, out, outJson } from './output';
import { checker, readDocument } from './read';

export const EXPORTS = ['json', 'summary', 'program'] as const;
export type ExportFormat = (typeof EXPORTS)[number];

export async function exportCommand(
  file: string,
  { to, json }: { readonly to: ExportFormat; readonly json?: boolean },
): Promise<number> {
  const text = await write(file, to);
  if (json) outJson({ format: to, text });
  else out(text.replace(/\n$/, ''));
  return 0;
}

async function write(file: string, to: ExportFormat): Promise<string> {
  const document = await readDocument(file);
  if (to === 'json') return serialiseDocument(document);
  const found = checker.check(document);
  if (to === 'summary') return summaryOf(document, found);
  const [phase] = document.training.phases;
  if (!found.graph || !phase) throw new InputError(found.problems);
  return printProgram(compileTraining(found.graph, phase));
}
