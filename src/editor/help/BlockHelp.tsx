import { type Block, defaultOf, isMany, isOptional, type Parameter, parameterExpectation } from '../../block';
import { Dialog } from '../../ui';
import { useEditor, useView } from '../context';
import { About } from '../inspector/Facts';
import { quoted } from '../inspector/parameters';
import { closeHelp } from './target';

/** What a block is, takes, gives and can be set to: asked for from the palette, a card, the inspector or by key. */
export function BlockHelp() {
  const editor = useEditor();
  const asked = useView((view) => view.help);
  const block = asked === undefined ? undefined : editor.library.byId.get(asked.block);
  if (!block) return null;
  return (
    <Dialog
      open
      size="md"
      title={block.doc.title}
      onOpenChange={(open) => {
        if (!open) closeHelp(editor);
      }}
    >
      <div className="space-y-4">
        <About block={block} />
        <Ports block={block} />
        <Parameters parameters={block.parameters} />
        <Taps block={block} />
      </div>
    </Dialog>
  );
}

function Ports({ block }: { readonly block: Block }) {
  const inputs = Object.entries(block.inputs).map(([name, input]) => {
    const pattern = typeof input === 'string' ? input : input.pattern;
    return [name, `${pattern}${isOptional(input) ? ', optional' : ''}${isMany(input) ? ', any number of wires' : ''}`];
  });
  return (
    <section aria-label="Ports" className="grid gap-3 sm:grid-cols-2">
      {[
        { title: 'Takes', rows: inputs, none: 'Nothing: it is where a graph begins.' },
        { title: 'Gives', rows: Object.entries(block.outputs), none: 'What the module around it says.' },
      ].map(({ title, rows, none }) => (
        <div key={title}>
          <h3 className="mb-1 text-xs font-semibold">{title}</h3>
          {rows.length === 0 && <p className="text-xs text-muted">{none}</p>}
          <dl className="space-y-0.5 text-xs">
            {rows.map(([name, type]) => (
              <div key={name} className="flex gap-2">
                <dt className="font-medium">{name}</dt>
                <dd className="font-mono text-muted">{type}</dd>
              </div>
            ))}
          </dl>
        </div>
      ))}
    </section>
  );
}

/** What a parameter takes, in words: `a whole number from 1 to 64, 4 at first`. */
export function acceptsOf(parameter: Parameter): string {
  const range = parameterExpectation(parameter, Number.NaN) ?? '';
  const symbolic = parameter.kind === 'int' && parameter.symbolic ? ', or a size of the data such as V' : '';
  if (parameter.kind === 'data') return range;
  const first = parameter.kind === 'bool' ? (parameter.default ? 'on' : 'off') : String(defaultOf(parameter));
  return `${parameter.kind === 'bool' ? 'on or off' : range}${symbolic}; ${first} at first`;
}

function Parameters({ parameters }: { readonly parameters: Block['parameters'] }) {
  const entries = Object.entries(parameters);
  if (entries.length === 0) return null;
  return (
    <section aria-label="Parameters">
      <h3 className="mb-1 text-xs font-semibold">Parameters</h3>
      <dl className="space-y-1.5 text-xs">
        {entries.map(([name, parameter]) => (
          <div key={name}>
            <dt className="font-medium">{name}</dt>
            <dd>
              {quoted(parameter.doc)} <span className="text-muted">{acceptsOf(parameter)}.</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Taps({ block }: { readonly block: Block }) {
  const taps = Object.entries(block.taps ?? {});
  if (taps.length === 0) return null;
  return (
    <section aria-label="To look at">
      <h3 className="mb-1 text-xs font-semibold">To look at while it trains</h3>
      <dl className="space-y-1 text-xs">
        {taps.map(([name, { axes, doc }]) => (
          <div key={name} className="flex flex-wrap gap-x-2">
            <dt className="font-medium">{name}</dt>
            <dd className="text-muted">
              {quoted(doc)} {axes !== '*' && <span className="font-mono">[{axes.split(' ').join(', ')}]</span>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
