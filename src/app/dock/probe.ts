import { readingOf } from '../../check';
import { type DataSpec, isProblems, probeOf, specOf } from '../../data';
import type { Document } from '../../document';
import type { ProbeEntry } from '../../panels';
import type { Problem } from '../../problem';
import { blockOf } from './data-facts';

export interface Probe {
  readonly entries: readonly ProbeEntry[];
  readonly problems: readonly Problem[];
}

/** The data blocks of a document with what their data say of themselves. */
function specsOf(document: Document): readonly { readonly node: string; readonly spec: DataSpec }[] {
  return document.graph.nodes.flatMap((node) => {
    const choice = document.data.find(({ id }) => id === node.parameters.data);
    const { length, objective } = readingOf(blockOf(node), node);
    const spec = choice && specOf(choice, length, objective);
    return spec && !isProblems(spec) ? [{ node: node.id, spec }] : [];
  });
}

/** The example that panels look at: what the document says of it, and the data's own where it says nothing. */
export function probeFields(document: Document): Probe {
  const specs = specsOf(document);
  const entries = specs.flatMap(({ node, spec }) =>
    spec.probe.map((field) => ({
      ...field,
      data: node,
      value: document.training.probe[node]?.[field.name] ?? field.value,
    })),
  );
  const problems = specs.flatMap(({ node, spec }) => {
    const own = entries.filter((entry) => entry.data === node).map(({ name, value }) => [name, value]);
    const batch = probeOf(spec, Object.fromEntries(own));
    return isProblems(batch) ? batch : [];
  });
  return { entries, problems };
}

/** The probe's fields of one data block, as decoding takes them. */
export const fieldsOf = (probe: Probe, node: string): Readonly<Record<string, string>> =>
  Object.fromEntries(probe.entries.filter(({ data }) => data === node).map(({ name, value }) => [name, value]));
