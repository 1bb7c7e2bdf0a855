import { X } from 'lucide-react';
import { useMemo } from 'react';
import { type Edge, graphOf } from '../../document';
import { IconButton, Select } from '../../ui';
import { useDocument, useEditor } from '../context';
import type { NodeView, PortView } from '../derive';
import { connect, removeSelection } from '../gestures';
import { type End, endKey, fittingEnds, wiringOf } from '../wiring';

const NONE = '-';

/** Inputs with where each comes from. Everything a mouse does with wires can be done here by keyboard. */
export function Inputs({ view }: { readonly view: NodeView }) {
  if (view.inputs.length === 0) return null;
  return (
    <section aria-label="Inputs">
      <h4 className="mb-1 text-xs font-semibold">Inputs</h4>
      <div className="space-y-1.5">
        {view.inputs.map((port) => (
          <Input key={port.name} node={view.id} port={port} />
        ))}
      </div>
    </section>
  );
}

function Input({ node, port }: { readonly node: string; readonly port: PortView }) {
  const editor = useEditor();
  const document = useDocument((state) => state.document);
  const scope = useDocument((state) => state.scope);
  const check = useDocument((state) => state.check);
  const wiring = useMemo(
    () => wiringOf(document, scope, check, editor.library),
    [document, scope, check, editor.library],
  );
  const edges = (wiring.incoming.get(node) ?? []).filter((edge) => edge.to.port === port.name);
  const many = wiring.nodes.get(node)?.ports.inputs.find((spec) => spec.name === port.name)?.many === true;
  const sources = sourcesOf(wiring, { node, port: port.name }, many ? undefined : edges[0]);
  const disconnect = (edge: Edge) => editor.edit(removeSelection(document, scope, new Set(), new Set([edge.id])));
  const choose = (value: string) => {
    const source = sources.find((one) => one.value === value);
    const old = many ? undefined : edges[0];
    if (source)
      editor.edit(connect(document, scope, source.end, { node, port: port.name }, new Set(old ? [old.id] : [])));
    else if (old) disconnect(old);
  };
  const current = many ? undefined : edges[0];
  return (
    <div>
      <Select
        label={`${port.name}${port.optional ? ' (optional)' : ''}`}
        layout="row"
        hint={<span className="font-mono">{port.type}</span>}
        value={current ? endKey(current.from) : many ? undefined : NONE}
        placeholder="Add a wire…"
        options={[
          ...(many ? [] : [{ value: NONE, label: 'not connected' }]),
          ...sources.map(({ value, label }) => ({ value, label })),
        ]}
        onChange={choose}
      />
      {many && (
        <ol className="mt-1 text-xs">
          {edges.map((edge) => (
            <li key={edge.id} className="flex items-center justify-between font-mono">
              {endName(wiring, edge.from)}
              <IconButton
                size="sm"
                icon={X}
                label={`Disconnect ${endName(wiring, edge.from)}`}
                onClick={() => disconnect(edge)}
              />
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

const endName = (wiring: ReturnType<typeof wiringOf>, { node, port }: End): string =>
  `${wiring.nodes.get(node)?.node.name ?? node}.${port}`;

/** Outputs that fit, and the one that is wired even where it does not. */
function sourcesOf(wiring: ReturnType<typeof wiringOf>, to: End, now: Edge | undefined) {
  const fits = fittingEnds(wiring, to, 'input', now?.id);
  return [...wiring.nodes.values()].flatMap(({ node, ports }) =>
    ports.outputs
      .map((output) => ({ node: node.id, port: output.name }))
      .filter((end) => fits.has(endKey(end)) || (now && endKey(now.from) === endKey(end)))
      .map((end) => ({ value: endKey(end), label: endName(wiring, end), end })),
  );
}

/** Outputs with their types, and where they lead. */
export function Outputs({ view }: { readonly view: NodeView }) {
  const targets = useDocument(({ document, scope }) => {
    const graph = graphOf(document, scope);
    return (graph?.edges ?? [])
      .filter((edge) => edge.from.node === view.id)
      .map((edge) => `${edge.from.port} ${graph?.nodes.find((node) => node.id === edge.to.node)?.name}.${edge.to.port}`)
      .join('\n');
  });
  if (view.outputs.length === 0) return null;
  return (
    <section aria-label="Outputs">
      <h4 className="mb-1 text-xs font-semibold">Outputs</h4>
      <dl className="space-y-1 text-xs">
        {view.outputs.map((port) => (
          <div key={port.name} className="grid grid-cols-2 gap-x-2">
            <dt className="text-muted">{port.name}</dt>
            <dd className="font-mono break-words">{port.type}</dd>
            <dd className="col-span-2 font-mono text-muted">
              {targets
                .split('\n')
                .filter((line) => line.startsWith(`${port.name} `))
                .map((line) => `→ ${line.slice(port.name.length + 1)}`)
                .join(', ')}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
