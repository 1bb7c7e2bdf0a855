import { ArrowUpFromLine } from 'lucide-react';
import { graphOf, type ParameterValue, promote, setParameter } from '../../document';
import { Button, ExpressionField, IconButton, NumberField, Select, Switch } from '../../ui';
import { useDocument, useEditor } from '../context';
import { hintOf, type Setting, sizeFault } from './parameters';

interface ParameterFieldProps {
  readonly node: string;
  readonly setting: Setting;
}

/** A parameter; inside a module it can be left to those who use the module. */
export function ParameterField({ node, setting }: ParameterFieldProps) {
  const editor = useEditor();
  const scope = useDocument((state) => state.scope);
  const field = <Value node={node} setting={setting} />;
  if (scope === undefined || typeof setting.value === 'object' || setting.parameter.kind === 'data') return field;
  return (
    <div className="flex items-start gap-1">
      <div className="min-w-0 flex-1">{field}</div>
      <IconButton
        size="sm"
        icon={ArrowUpFromLine}
        label={`Promote ${setting.name}: set it where the module is used`}
        onClick={() =>
          editor.edit(promote(editor.document.getState().document, scope, node, setting.name, setting.value))
        }
      />
    </div>
  );
}

function Value({ node, setting }: ParameterFieldProps) {
  const editor = useEditor();
  const { name, parameter, value } = setting;
  const set = (next: ParameterValue) => {
    const { document, scope } = editor.document.getState();
    editor.edit(setParameter(document, scope, node, name, next));
  };
  if (typeof value === 'object') return <Promoted setting={setting} onUnlink={set} />;
  const common = { label: name, hint: hintOf(parameter), layout: 'row' } as const;
  switch (parameter.kind) {
    case 'bool':
      return <Switch label={name} hint={hintOf(parameter)} checked={value === true} onChange={set} />;
    case 'choice':
      return (
        <Select
          {...common}
          value={String(value)}
          options={parameter.options.map((option) => ({ value: option, label: option }))}
          onChange={set}
        />
      );
    case 'int':
      if (parameter.symbolic) return <Size {...common} setting={setting} onCommit={set} />;
      return (
        <NumberField {...common} integer min={parameter.min} max={parameter.max} value={Number(value)} onCommit={set} />
      );
    case 'float':
      return (
        <NumberField
          {...common}
          min={parameter.min}
          max={parameter.max}
          step={parameter.max <= 1 ? 0.05 : 'scale'}
          value={Number(value)}
          onCommit={set}
        />
      );
    case 'data':
      return <DataField {...common} kind={parameter.accepts} value={String(value)} onChange={set} />;
  }
}

interface Common {
  readonly label: string;
  readonly hint: string;
  readonly layout: 'row';
}

function Size({
  setting,
  onCommit,
  hint,
  ...common
}: Common & { readonly setting: Setting; readonly onCommit: (value: number | string) => void }) {
  const symbols = useDocument((state) => state.check.symbols);
  const { value, parameter } = setting;
  const shown = typeof value === 'number' || typeof value === 'string' ? value : '';
  const size =
    typeof shown === 'string' && sizeFault(shown, parameter, symbols) === undefined ? symbols[shown] : undefined;
  return (
    <ExpressionField
      {...common}
      hint={size === undefined ? hint : `${hint} ${shown} is ${size}.`}
      value={shown}
      onCommit={onCommit}
      check={(text) => sizeFault(text, parameter, symbols)}
    />
  );
}

function DataField({
  kind,
  value,
  onChange,
  ...common
}: Common & { readonly kind: string; readonly value: string; readonly onChange: (id: string) => void }) {
  const data = useDocument((state) => state.document.data);
  const options = data
    .filter((choice) => choice.kind === kind)
    .map(({ id, source }) => ({
      value: id,
      label: `${source.type === 'file' ? source.name : source.dataset} (${id})`,
    }));
  return <Select {...common} value={value} placeholder="Choose data…" options={options} onChange={onChange} />;
}

/** A parameter whose value comes from where the module is used. */
function Promoted({
  setting,
  onUnlink,
}: {
  readonly setting: Setting;
  readonly onUnlink: (value: ParameterValue) => void;
}) {
  const standard = useDocument(({ document, scope }) => {
    const id = typeof setting.value === 'object' ? setting.value.parameter : '';
    const module = document.modules.find((one) => one.id === scope);
    return graphOf(document, scope) && module?.parameters.find((parameter) => parameter.id === id)?.default;
  });
  return (
    <div className="grid grid-cols-2 items-center gap-x-2 text-xs">
      <span className="text-muted">{setting.name}</span>
      <span className="flex items-center justify-between gap-1">
        <span className="truncate font-mono" title="Set where the module is used">
          ‹{typeof setting.value === 'object' ? setting.value.parameter : ''}›
        </span>
        {standard !== undefined && (
          <Button size="sm" tone="ghost" onClick={() => onUnlink(standard)}>
            Set here
          </Button>
        )}
      </span>
    </div>
  );
}
