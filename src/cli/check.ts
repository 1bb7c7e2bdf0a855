import type { Check } from '../check';
import { stepMemory } from '../compile';
import type { Document } from '../document';
import { writeSummary } from '../formats';
import { showProblem } from '../problem';
import { showType } from '../tensor';
import { err, out, outJson } from './output';
import { checker, readDocument } from './read';

export async function checkCommand(file: string, { json }: { readonly json?: boolean }): Promise<number> {
  const document = await readDocument(file);
  const found = checker.check(document);
  const ok = found.graph !== undefined;
  if (json) {
    for (const node of found.nodes.values()) {
      const outputs = Object.fromEntries(Object.entries(node.outputs).map(([port, type]) => [port, showType(type)]));
      outJson({ path: node.path, block: node.block, outputs, params: node.parameters });
    }
    const { parameters: params, flops, activationBytes } = found.totals;
    outJson({ ok, params, flops, activationBytes, stepBytes: stepBytes(found) ?? null, problems: found.problems });
  } else {
    for (const problem of found.problems) err(showProblem(problem));
    out(summaryOf(document, found));
    const bytes = stepBytes(found);
    if (bytes !== undefined) out(`A training step     ${bytes.toLocaleString('en-US')} bytes, weights and all`);
  }
  return ok ? 0 : 1;
}

/** Memory of a training step as the settings have it; undefined for what cannot be trained. */
function stepBytes({ graph }: Check): number | undefined {
  const trains = graph?.nodes.some(({ role }) => role === 'loss');
  return graph && trains ? stepMemory(graph).total : undefined;
}

/** The summary table of a checked document. */
export function summaryOf(document: Document, { nodes, totals }: Check): string {
  const rows = [...nodes.values()].map(({ path, block, outputs, parameters }) => ({
    path,
    block,
    output: Object.values(outputs).map(showType).join('; '),
    parameters,
  }));
  return writeSummary(rows, totals, document.training.batch);
}
