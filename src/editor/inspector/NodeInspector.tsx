import { graphOf, setBypass } from '../../document';
import { Callout, Switch, TextField } from '../../ui';
import { useDocument, useEditor } from '../context';
import { nameFault, rename } from '../gestures';
import { HelpButton } from '../help/HelpButton';
import { Changed } from './Changed';
import { About, Counts } from './Facts';
import { ModuleSection, OpenCell } from './ModuleSection';
import { ParameterField } from './ParameterField';
import { settingsOf } from './parameters';
import { WeightList } from './WeightList';
import { Inputs, Outputs } from './Wires';

/** Everything about one block. */
export function NodeInspector({ id }: { readonly id: string }) {
  const editor = useEditor();
  const document = useDocument((state) => state.document);
  const scope = useDocument((state) => state.scope);
  const view = useDocument((state) => state.views.nodes.get(id));
  const report = useDocument((state) => state.check.nodes.get(id));
  const node = graphOf(document, scope)?.nodes.find((one) => one.id === id);
  if (!node || !view) return null;
  const block = editor.library.byId.get(node.block);
  const settings = settingsOf(node, block, document, editor.library.byId);
  return (
    <div className="space-y-4 p-3">
      <header>
        <div className="flex items-center justify-between">
          <h3 className="font-semibold" style={{ color: `var(--wf-category-${view.category})` }}>
            {view.title}
          </h3>
          {block && !node.module && <HelpButton block={block.id} title={block.doc.title} />}
        </div>
        <TextField
          label="Name"
          mono
          value={node.name}
          check={(name) => nameFault(document, scope, id, name)}
          onCommit={(name) => editor.edit(rename(document, scope, id, name))}
        />
      </header>
      {view.mark && <Callout tone={view.mark.severity === 'error' ? 'danger' : 'warn'}>{view.mark.text}</Callout>}
      <Changed id={id} />
      {node.module && <ModuleSection node={{ ...node, module: node.module }} />}
      {settings.length > 0 && (
        <section aria-label="Parameters" className="space-y-2">
          {settings.map((setting) => (
            <ParameterField key={`${id}/${setting.name}`} node={id} setting={setting} />
          ))}
        </section>
      )}
      {!node.module && block && block.role === undefined && (
        <Switch
          label="Bypass"
          hint="Hands its first input on, as if the block were not there."
          checked={node.bypass === true}
          onChange={(bypass) => editor.edit(setBypass(document, scope, id, bypass))}
        />
      )}
      <OpenCell node={node} />
      <Inputs view={view} />
      <Outputs view={view} />
      {report && <Counts report={report} />}
      {report && <WeightList node={node} report={report} />}
      {block && !node.module && <About block={block} />}
    </div>
  );
}
