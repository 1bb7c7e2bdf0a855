import type { DataChoice, Document } from '../../document';

/** The data block that a file is for: the one that is selected, or the first there is. */
export function dataNodeFor(
  document: Document,
  selected: ReadonlySet<string>,
): { readonly node: string; readonly choice: DataChoice } | undefined {
  const reading = document.graph.nodes.flatMap((node) => {
    const choice = document.data.find(({ id }) => id === node.parameters.data);
    return choice ? [{ node: node.id, choice }] : [];
  });
  return reading.find(({ node }) => selected.has(node)) ?? reading[0];
}
