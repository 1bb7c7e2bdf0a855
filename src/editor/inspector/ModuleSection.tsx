import { BookmarkPlus, Boxes, Layers, PackageOpen, Plus, X } from 'lucide-react';
import {
  identifierFault,
  MODULE_INPUT,
  MODULE_OUTPUT,
  type Module,
  type ModuleUse,
  type Node,
  setUse,
  usesOf,
} from '../../document';
import { Button, IconButton, NumberField, plural, Segmented, Select, Switch, TextField } from '../../ui';
import { isCell } from '../cells';
import { useDocument, useEditor } from '../context';
import { cellFault, openCell, unpackModule } from '../modules';
import { publishModule } from '../personal';

type State = NonNullable<ModuleUse['recurrent']>[number];

const portNames = (module: Module | undefined, block: string): string[] =>
  module?.nodes.filter((node) => node.block === block).map(({ name }) => name) ?? [];

/** How a module is used here: how often, with whose weights, over time or not. */
export function ModuleSection({ node }: { readonly node: Node & { readonly module: ModuleUse } }) {
  const editor = useEditor();
  const definition = useDocument(({ document }) => document.modules.find(({ id }) => id === node.module.id));
  const uses = useDocument(({ document }) => usesOf(document, node.module.id));
  const set = (change: Partial<ModuleUse>) => {
    const { document, scope } = editor.document.getState();
    editor.edit(setUse(document, scope, node.id, change));
  };
  const { repeat = 1, weights = 'own', share, recurrent } = node.module;
  return (
    <section aria-label="Module" className="space-y-2">
      <p className="text-xs text-muted">
        {definition
          ? `${definition.name}, used ${plural(uses, 'time')} in this document.`
          : 'The definition is missing.'}
      </p>
      {definition?.description && <p className="text-xs">{definition.description}</p>}
      <div className="flex flex-wrap gap-2">
        <Button size="sm" icon={Layers} onClick={() => editor.enter([...editor.document.getState().trail, node.id])}>
          Open the module
        </Button>
        <Button size="sm" icon={PackageOpen} onClick={() => unpackModule(editor, node.id)}>
          Unpack
        </Button>
        <Button size="sm" icon={BookmarkPlus} onClick={() => publishModule(editor, node)}>
          Publish to the palette
        </Button>
      </div>
      {recurrent === undefined && (
        <NumberField
          label="Copies in a row (×N)"
          layout="row"
          integer
          min={1}
          max={1000}
          value={repeat}
          onCommit={(count) => set({ repeat: count === 1 ? undefined : count })}
        />
      )}
      {repeat > 1 && share === undefined && (
        <div className="flex items-center justify-between text-xs">
          <span className="text-muted">Weights of the copies</span>
          <Segmented
            label="Weights of the copies"
            value={weights}
            options={[
              { value: 'own', label: 'Own' },
              { value: 'shared', label: 'Shared' },
            ]}
            onChange={(kind) => set({ weights: kind === 'own' ? undefined : kind })}
          />
        </div>
      )}
      <TextField
        label="Share weights as"
        hint="Instances with the same word here use the same weights. Empty: weights of its own."
        layout="row"
        mono
        value={share ?? ''}
        check={(text) => (text === '' ? undefined : identifierFault(text))}
        onCommit={(text) => set({ share: text === '' ? undefined : text })}
      />
      {repeat === 1 && (
        <Switch
          label="Goes over time"
          hint="The module is a cell: it runs once for every time step, and states it gives come back at the next."
          checked={recurrent !== undefined}
          onChange={(on) =>
            set(on ? { recurrent: firstPair(definition) } : { recurrent: undefined, reverse: undefined })
          }
        />
      )}
      {recurrent && <Recurrence use={node.module} states={recurrent} definition={definition} set={set} />}
    </section>
  );
}

/** The pair of ports that most likely is meant: the last input that is no sequence, the first output. */
function firstPair(definition: Module | undefined): State[] {
  const states = definition?.nodes.filter(
    ({ block, parameters }) => block === MODULE_INPUT && parameters.steps !== true,
  );
  const [to, from] = [states?.at(-1)?.name, portNames(definition, MODULE_OUTPUT)[0]];
  return to === undefined || from === undefined ? [] : [{ from, to }];
}

interface RecurrenceProps {
  readonly use: ModuleUse;
  readonly states: readonly State[];
  readonly definition: Module | undefined;
  readonly set: (change: Partial<ModuleUse>) => void;
}

function Recurrence({ use, states, definition, set }: RecurrenceProps) {
  const options = (block: string) => portNames(definition, block).map((name) => ({ value: name, label: name }));
  const [inputs, outputs] = [options(MODULE_INPUT), options(MODULE_OUTPUT)];
  const free = inputs.find(({ value }) => states.every(({ to }) => to !== value));
  const change = (at: number, state: Partial<State>) =>
    set({ recurrent: states.map((old, i) => (i === at ? { ...old, ...state } : old)) });
  return (
    <div className="space-y-1.5 rounded-md border border-line p-2">
      <h4 className="text-xs font-semibold">States fed back</h4>
      {states.map(({ from, to }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a pair is its place; its ports change while it is edited.
        <div key={i} className="flex items-center gap-1 text-xs">
          <Select
            label={`State ${i + 1} comes out at`}
            hideLabel
            value={from}
            options={outputs}
            onChange={(port) => change(i, { from: port })}
          />
          <span aria-hidden>→</span>
          <Select
            label={`State ${i + 1} goes in at`}
            hideLabel
            value={to}
            options={inputs}
            onChange={(port) => change(i, { to: port })}
          />
          <IconButton
            size="sm"
            icon={X}
            label={`Take state ${i + 1} away`}
            onClick={() => set({ recurrent: states.filter((_, at) => at !== i) })}
          />
        </div>
      ))}
      <div className="flex items-center justify-between">
        <Button
          size="sm"
          tone="ghost"
          icon={Plus}
          disabled={!free || outputs.length === 0}
          onClick={() =>
            free && outputs[0] && set({ recurrent: [...states, { from: outputs[0].value, to: free.value }] })
          }
        >
          Add a state
        </Button>
        <Switch
          label="From the end"
          checked={use.reverse === true}
          onChange={(reverse) => set({ reverse: reverse ? true : undefined })}
        />
      </div>
    </div>
  );
}

/** The way into a fused recurrent block. */
export function OpenCell({ node }: { readonly node: Node }) {
  const editor = useEditor();
  const fault = useDocument(({ document }) => cellFault(node, document));
  if (!isCell(node.block)) return null;
  return (
    <div>
      <Button size="sm" icon={Boxes} disabled={fault !== undefined} onClick={() => openCell(editor, node.id)}>
        Open this cell
      </Button>
      <p className="mt-1 text-xs text-muted">
        {fault ?? 'Puts the same cell drawn out of simple blocks in its place; undo brings this one back.'}
      </p>
    </div>
  );
}
