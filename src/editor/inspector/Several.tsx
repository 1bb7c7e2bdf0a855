import { Boxes, Copy, Trash2 } from 'lucide-react';
import { graphOf } from '../../document';
import { Button, ExpressionField, formatBytes, formatCount, formatFlops, plural, Select } from '../../ui';
import { useDocument, useEditor, useView } from '../context';
import { makeModule } from '../modules';
import { deleteSelection, duplicateSelection } from '../selection';
import { type CommonSetting, commonSettings, numberFault, setCommon } from './common';
import { hintOf } from './parameters';

/** Several blocks at once: what they cost together, and the parameters that all of them have. */
export function Several({ count }: { readonly count: number }) {
  const editor = useEditor();
  const nodes = useView((view) => view.nodes);
  const check = useDocument((state) => state.check);
  const reports = [...nodes].flatMap((id) => check.nodes.get(id) ?? []);
  const sum = (figure: (report: (typeof reports)[number]) => number) =>
    reports.reduce((total, report) => total + figure(report), 0);
  const rows = [
    { label: 'Parameters', figure: formatCount(sum((report) => report.parameters)) },
    { label: 'Forward pass', figure: formatFlops(sum((report) => report.flops)) },
    { label: 'Activations', figure: formatBytes(sum((report) => report.activationBytes)) },
  ];
  return (
    <div className="space-y-3 p-3">
      <h3 className="font-semibold">{plural(count, 'block')} selected</h3>
      <CommonParameters ids={nodes} />
      <dl className="grid grid-cols-2 gap-x-2 text-xs">
        {rows.map(({ label, figure }) => (
          <div key={label} className="contents">
            <dt className="text-muted">{label}</dt>
            <dd className="tabular-nums">{figure}</dd>
          </div>
        ))}
      </dl>
      <div className="flex flex-wrap gap-2">
        <Button size="sm" icon={Boxes} onClick={() => makeModule(editor)}>
          Make a module
        </Button>
        <Button size="sm" icon={Copy} onClick={() => duplicateSelection(editor)}>
          Duplicate
        </Button>
        <Button size="sm" icon={Trash2} onClick={() => deleteSelection(editor)}>
          Delete
        </Button>
      </div>
    </div>
  );
}

function CommonParameters({ ids }: { readonly ids: ReadonlySet<string> }) {
  const editor = useEditor();
  const document = useDocument((state) => state.document);
  const scope = useDocument((state) => state.scope);
  const nodes = graphOf(document, scope)?.nodes.filter(({ id }) => ids.has(id)) ?? [];
  const settings = commonSettings(nodes, document, editor.library);
  if (settings.length === 0) return null;
  return (
    <section aria-label="Parameters of all" className="space-y-2">
      <h4 className="text-xs font-semibold">Set for all of them</h4>
      {settings.map((setting) => (
        <CommonField
          key={setting.name}
          setting={setting}
          onChange={(value) => editor.edit(setCommon(document, scope, ids, setting.name, value))}
        />
      ))}
    </section>
  );
}

const MIXED = 'mixed';

interface CommonFieldProps {
  readonly setting: CommonSetting;
  readonly onChange: (value: number | boolean | string) => void;
}

function CommonField({ setting: { name, parameter, value }, onChange }: CommonFieldProps) {
  const symbols = useDocument((state) => state.check.symbols);
  const data = useDocument((state) => state.document.data);
  const common = { label: name, hint: hintOf(parameter), layout: 'row', placeholder: MIXED } as const;
  switch (parameter.kind) {
    case 'int':
    case 'float':
      return (
        <ExpressionField
          {...common}
          value={typeof value === 'number' || typeof value === 'string' ? value : ''}
          check={(text) => numberFault(text, parameter, symbols)}
          onCommit={onChange}
        />
      );
    case 'bool':
      return (
        <Select
          {...common}
          value={value === undefined ? undefined : value === true ? 'on' : 'off'}
          options={[
            { value: 'on', label: 'on' },
            { value: 'off', label: 'off' },
          ]}
          onChange={(next) => onChange(next === 'on')}
        />
      );
    case 'choice':
      return (
        <Select
          {...common}
          value={value === undefined ? undefined : String(value)}
          options={parameter.options.map((option) => ({ value: option, label: option }))}
          onChange={onChange}
        />
      );
    case 'data':
      return (
        <Select
          {...common}
          value={value === undefined ? undefined : String(value)}
          options={data.filter(({ kind }) => kind === parameter.accepts).map(({ id }) => ({ value: id, label: id }))}
          onChange={onChange}
        />
      );
  }
}
