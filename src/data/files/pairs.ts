import type { Problem } from '../../problem';
import { hashText } from '../../random';
import { type Pairs, pairsDataset, pairsSpec } from '../kinds/pairs';
import { isProblems, readInt } from '../options';
import { pacer } from '../pace';
import { SequencesBuilder } from '../sequences';
import { bySplit } from '../split';
import type { Tokenizer } from '../tokenizers';
import type { DataSpec, Dataset, FileSource, Progress, Split } from '../types';
import { encodeKnown, SPECIAL, tokenizerOf } from '../vocabulary';
import { learn } from './count';
import { LeftOut } from './left-out';
import { emptyFile } from './read';
import { type Inspection, PREVIEW_ROWS, tableOptions } from './source';
import { heldOut, requireAll, splitOf } from './split';
import { cellsOf, type Table } from './table';
import { requireFit, sampleText, sourceOf, tokenizerIn } from './verify';

interface Pair {
  readonly source: readonly string[];
  readonly target: readonly string[];
}

/** Goes over the pairs that are used: with a source, and no longer than asked for. */
async function eachPair(
  table: Table,
  sides: { readonly source: Tokenizer; readonly target: Tokenizer },
  visit: (pair: Pair) => void,
  leftOut: LeftOut,
  progress?: Progress,
): Promise<void> {
  const longest = readInt(tableOptions, table.options, 'longest');
  const tick = pacer(progress, table.rows.length, 'rows');
  for (const [i, { cells, line }] of table.rows.entries()) {
    const source = sides.source.split(cells[table.input] ?? '');
    const target = sides.target.split(cells[table.output] ?? '');
    if (source.length === 0) leftOut.add('without a source', line);
    else if (Math.max(source.length, target.length) > longest) leftOut.add(`longer than ${longest} symbols`, line);
    else visit({ source, target });
    const pause = tick(i + 1);
    if (pause) await pause;
  }
}

export async function inspectPairs(table: Table, progress?: Progress): Promise<Inspection | readonly Problem[]> {
  const most = readInt(tableOptions, table.options, 'vocabulary');
  const learning = { name: table.name, kind: tokenizerIn(table.options), most };
  const special = [SPECIAL.pad, SPECIAL.start, SPECIAL.end];
  const sources = await learn(cellsOf(table, table.input), { ...learning, special: [SPECIAL.pad] }, progress);
  if (isProblems(sources)) return sources;
  const targets = await learn(cellsOf(table, table.output), { ...learning, special }, progress);
  if (isProblems(targets)) return targets;
  const lengths = { S: 1, T: 0 };
  const leftOut = new LeftOut(table.name);
  let examples = 0;
  const visit = ({ source, target }: Pair): void => {
    sources.add(source);
    targets.add(target);
    lengths.S = Math.max(lengths.S, source.length);
    lengths.T = Math.max(lengths.T, target.length);
    examples++;
  };
  await eachPair(table, { source: sources.tokenizer, target: targets.tokenizer }, visit, leftOut, progress);
  if (examples === 0) return [emptyFile(table.name, 'no row with a source'), ...leftOut.warnings()];
  const vocabularies = {
    source: sources.vocabulary(most, [SPECIAL.pad]),
    target: targets.vocabulary(most, special),
  };
  const preview = table.rows
    .slice(0, PREVIEW_ROWS)
    .map(({ cells }) => ({ source: cells[table.input] ?? '', target: cells[table.output] ?? '' }));
  return {
    kind: 'pairs',
    source: sourceOf(table, vocabularies, lengths, examples),
    preview,
    warnings: leftOut.warnings(),
  };
}

export function pairsFileSpec(source: FileSource, from: readonly string[], to: readonly string[]): DataSpec {
  const tokenizer = tokenizerIn(source.options);
  return pairsSpec({
    title: source.name,
    tokenizer,
    source: from,
    target: to,
    longest: { source: source.lengths.S ?? 1, target: source.lengths.T ?? 0 },
    probe: { source: sampleText(from, tokenizer, source.lengths.S ?? 1), target: '' },
  });
}

export async function openPairs(
  table: Table,
  spec: DataSpec,
  validation: number,
  progress?: Progress,
): Promise<Dataset> {
  const held = heldOut(table.options, validation);
  const builders = bySplit(() => ({ sources: new SequencesBuilder(), targets: new SequencesBuilder() }));
  const visit = ({ source, target }: Pair): void => {
    const ids = encodeKnown(source, spec.vocabularies.source ?? []);
    const into = builders[splitOf(hashText(source.join(' ')), held)];
    requireFit(table.name, ids.length, spec.symbols.S ?? 0);
    requireFit(table.name, target.length + 1, spec.symbols.T ?? 0);
    into.sources.push(ids);
    into.targets.push(encodeKnown(target, spec.vocabularies.target ?? []));
  };
  const sides = { source: tokenizerOf(spec, 'source'), target: tokenizerOf(spec, 'target') };
  await eachPair(table, sides, visit, new LeftOut(table.name), progress);
  const build = (split: Split): Pairs => ({
    sources: builders[split].sources.build(),
    targets: builders[split].targets.build(),
  });
  const splits = bySplit(build);
  requireAll(
    table.name,
    bySplit((split) => splits[split].sources.count),
    held,
  );
  return pairsDataset(spec, splits);
}
