import { type Problem, problem } from '../../problem';
import { hashText } from '../../random';
import { type Labelled, labelledDataset, labelledSpec } from '../kinds/labelled';
import { isProblems, readInt } from '../options';
import { pacer } from '../pace';
import { SequencesBuilder } from '../sequences';
import { bySplit } from '../split';
import type { Tokenizer } from '../tokenizers';
import type { DataSpec, Dataset, FileSource, Progress, Split } from '../types';
import { encodeKnown, idOf, SPECIAL, tokenizerOf } from '../vocabulary';
import { learn } from './count';
import { LeftOut } from './left-out';
import { emptyFile } from './read';
import { type Inspection, PREVIEW_ROWS, tableOptions } from './source';
import { heldOut, requireAll, splitOf } from './split';
import { cellsOf, type Table } from './table';
import { requireFit, sampleText, sourceOf, tokenizerIn } from './verify';

/** More classes than this are no classes: most likely the wrong column. */
const MOST_CLASSES = 1_000;

interface Example {
  readonly text: readonly string[];
  readonly label: string;
}

/** Goes over the texts that are used: with a text and a label, cut to the longest asked for. */
async function eachExample(
  table: Table,
  tokenizer: Tokenizer,
  visit: (example: Example) => void,
  leftOut: LeftOut,
  progress?: Progress,
): Promise<void> {
  const longest = readInt(tableOptions, table.options, 'longest');
  const tick = pacer(progress, table.rows.length, 'rows');
  for (const [i, { cells, line }] of table.rows.entries()) {
    const text = tokenizer.split(cells[table.input] ?? '');
    const label = cells[table.output]?.trim() ?? '';
    if (text.length > longest) leftOut.add(`cut to ${longest} symbols`, line);
    if (text.length === 0 || label === '') leftOut.add('without a text or a label', line);
    else visit({ text: text.slice(0, longest), label });
    const pause = tick(i + 1);
    if (pause) await pause;
  }
}

export async function inspectLabelled(table: Table, progress?: Progress): Promise<Inspection | readonly Problem[]> {
  const most = readInt(tableOptions, table.options, 'vocabulary');
  const special = [SPECIAL.pad];
  const learning = { name: table.name, kind: tokenizerIn(table.options), most, special };
  const symbols = await learn(cellsOf(table, table.input), learning, progress);
  if (isProblems(symbols)) return symbols;
  const labels = new Set<string>();
  const leftOut = new LeftOut(table.name);
  let examples = 0;
  let T = 1;
  const visit = ({ text, label }: Example): void => {
    symbols.add(text);
    labels.add(label);
    T = Math.max(T, text.length);
    examples++;
  };
  await eachExample(table, symbols.tokenizer, visit, leftOut, progress);
  if (examples === 0) return [emptyFile(table.name, 'no row with a text and a label'), ...leftOut.warnings()];
  if (labels.size > MOST_CLASSES) return [tooManyClasses(table.name, labels.size)];
  const vocabularies = { tokens: symbols.vocabulary(most, special), labels: sortedLabels(labels) };
  const preview = table.rows
    .slice(0, PREVIEW_ROWS)
    .map(({ cells }) => ({ text: cells[table.input] ?? '', label: cells[table.output]?.trim() ?? '' }));
  return {
    kind: 'labelled',
    source: sourceOf(table, vocabularies, { T }, examples),
    preview,
    warnings: leftOut.warnings(),
  };
}

/** Numbers by value, everything else by Unicode. */
export const sortedLabels = (labels: Iterable<string>): readonly string[] =>
  [...labels].sort((a, b) => Number(a) - Number(b) || (a < b ? -1 : 1));

export const tooManyClasses = (name: string, received: number): Problem =>
  problem({
    code: 'data/kind',
    at: { field: name, parameter: 'output' },
    expected: `at most ${MOST_CLASSES} different labels`,
    received: `${received}`,
    fix: 'Choose the column that holds the label.',
  });

export function labelledFileSpec(source: FileSource, tokens: readonly string[], labels: readonly string[]): DataSpec {
  const tokenizer = tokenizerIn(source.options);
  const longest = source.lengths.T ?? 1;
  const text = sampleText(tokens, tokenizer, longest);
  return labelledSpec({
    title: source.name,
    tokenizer,
    vocabulary: tokens,
    labels,
    longest,
    probe: { text, label: '' },
  });
}

export async function openLabelled(
  table: Table,
  spec: DataSpec,
  validation: number,
  progress?: Progress,
): Promise<Dataset> {
  const held = heldOut(table.options, validation);
  const tokens = bySplit(() => new SequencesBuilder());
  const labels = bySplit((): number[] => []);
  const visit = ({ text, label }: Example): void => {
    const ids = encodeKnown(text, spec.vocabularies.tokens ?? []);
    const split = splitOf(hashText(text.join(' ')), held);
    requireFit(table.name, ids.length, spec.symbols.T ?? 0);
    tokens[split].push(ids);
    labels[split].push(idOf(spec.vocabularies.labels ?? [], label));
  };
  const tokenizer = tokenizerOf(spec, 'tokens');
  await eachExample(table, tokenizer, visit, new LeftOut(table.name), progress);
  const build = (split: Split): Labelled => ({
    tokens: tokens[split].build(),
    labels: Int32Array.from(labels[split]),
  });
  requireAll(
    table.name,
    bySplit((split) => labels[split].length),
    held,
  );
  return labelledDataset(spec, bySplit(build));
}
