import { graphOf } from '../../document';
import { moveDraft } from '../canvas/nudge';
import { pointerOver } from '../canvas/pointer';
import { cancelWire, type Editor } from '../editor';
import { toggleBypass } from '../gestures';
import { makeModule, unpackModule } from '../modules';
import { publishModule } from '../personal';
import { openReplace, openSearch } from '../search';
import { deleteAndJoin, deleteSelection, duplicateSelection, insertIntoSelectedWire, selectAll } from '../selection';
import { tidy } from '../tidy';
import { select } from '../view-store';
import { annotationCommands, STEPS } from './annotation-commands';
import { cardCommands } from './card-commands';
import type { Command } from './command';

/** What the canvas can be asked for. Keys stand here and nowhere else: the key list, the palette and buttons show them. */
export function editorCommands(editor: Editor): readonly Command[] {
  const state = () => editor.document.getState();
  const view = () => editor.view.getState();
  const writable = () => !state().readOnly;
  const chosen = () => writable() && view().nodes.size > 0;
  const anything = () => writable() && view().nodes.size + view().annotations.size > 0;
  const moduleChosen = () => {
    const [only, ...more] = view().nodes;
    const node = only === undefined ? undefined : state().views.nodes.get(only);
    return node?.module && more.length === 0 ? node : undefined;
  };
  return [
    {
      id: 'edit.undo',
      title: 'Undo',
      group: 'Edit',
      keys: ['Ctrl+Z'],
      where: 'page',
      repeats: true,
      enabled: () => writable() && state().history.past.length > 0,
      run: () => editor.undo(),
    },
    {
      id: 'edit.redo',
      title: 'Redo',
      group: 'Edit',
      keys: ['Ctrl+Y', 'Ctrl+Shift+Z'],
      where: 'page',
      repeats: true,
      enabled: () => writable() && state().history.future.length > 0,
      run: () => editor.redo(),
    },
    {
      id: 'edit.duplicate',
      title: 'Duplicate',
      group: 'Edit',
      keys: ['Ctrl+D'],
      where: 'canvas',
      enabled: anything,
      run: () => duplicateSelection(editor),
    },
    {
      id: 'edit.delete',
      title: 'Delete the selection',
      group: 'Edit',
      keys: ['Backspace', 'Delete'],
      where: 'canvas',
      enabled: () => anything() || (writable() && view().edges.size > 0),
      run: () => deleteSelection(editor),
    },
    {
      id: 'edit.delete-join',
      title: 'Delete the blocks and join their neighbours',
      group: 'Edit',
      keys: ['Ctrl+Delete', 'Ctrl+Backspace'],
      where: 'canvas',
      enabled: chosen,
      run: () => deleteAndJoin(editor),
    },
    {
      id: 'edit.select-all',
      title: 'Select everything',
      group: 'Edit',
      keys: ['Ctrl+A'],
      where: 'canvas',
      run: () => selectAll(editor),
    },
    {
      id: 'blocks.add',
      title: 'Add a block…',
      group: 'Blocks',
      keys: ['A'],
      where: 'canvas',
      enabled: writable,
      run: () => openSearch(editor, pointerOver(editor)),
    },
    {
      id: 'blocks.replace',
      title: 'Replace the block by another…',
      group: 'Blocks',
      keys: ['R'],
      where: 'canvas',
      enabled: () => chosen() && view().nodes.size === 1,
      run: () => {
        const [only] = view().nodes;
        if (only !== undefined) openReplace(editor, only);
      },
    },
    {
      id: 'blocks.insert',
      title: 'Put the block into the wire that is selected',
      group: 'Blocks',
      keys: ['I'],
      where: 'canvas',
      enabled: () => chosen() && view().nodes.size === 1 && view().edges.size === 1,
      run: () => insertIntoSelectedWire(editor),
    },
    {
      id: 'view.find',
      title: 'Find a block…',
      group: 'View',
      keys: ['Ctrl+F'],
      where: 'page',
      run: () => editor.view.setState({ finding: true, search: undefined }),
    },
    {
      id: 'view.tidy',
      title: 'Tidy: lay out the selection, or everything',
      group: 'View',
      keys: ['Alt+Shift+T'],
      where: 'canvas',
      enabled: writable,
      run: () => void tidy(editor),
    },
    {
      id: 'blocks.bypass',
      title: 'Bypass, or take the bypass off',
      group: 'Blocks',
      keys: ['Ctrl+B'],
      where: 'canvas',
      enabled: chosen,
      run: () => editor.edit(toggleBypass(state().document, state().scope, view().nodes)),
    },
    {
      id: 'modules.make',
      title: 'Make a module of the selection',
      group: 'Modules',
      keys: ['Ctrl+Shift+E'],
      where: 'canvas',
      enabled: () => chosen() && !moduleChosen(),
      run: () => makeModule(editor),
    },
    {
      id: 'modules.unpack',
      title: 'Unpack the module',
      group: 'Modules',
      keys: ['Ctrl+Shift+E'],
      where: 'canvas',
      enabled: () => writable() && moduleChosen() !== undefined,
      run: () => {
        const node = moduleChosen();
        if (node) unpackModule(editor, node.id);
      },
    },
    {
      id: 'modules.publish',
      title: 'Publish the module to the palette, for every document',
      group: 'Modules',
      keys: [],
      where: 'canvas',
      enabled: () => moduleChosen() !== undefined,
      run: () => {
        const { document, scope } = state();
        const node = graphOf(document, scope)?.nodes.find(({ id }) => id === moduleChosen()?.id);
        if (node) publishModule(editor, node);
      },
    },
    {
      id: 'modules.enter',
      title: 'Go into the module',
      group: 'Modules',
      keys: [],
      where: 'canvas',
      enabled: () => moduleChosen() !== undefined,
      run: () => {
        const node = moduleChosen();
        if (node) editor.enter([...state().trail, node.id]);
      },
    },
    {
      id: 'modules.leave',
      title: 'Cancel, or leave the module',
      group: 'Modules',
      keys: ['Escape'],
      where: 'canvas',
      run: () => leave(editor),
    },
    ...cardCommands(editor),
    {
      id: 'view.fit',
      title: 'Fit everything',
      group: 'View',
      keys: ['1'],
      where: 'canvas',
      run: () => editor.canvas.current?.fit(),
    },
    {
      id: 'view.fit-selection',
      title: 'Fit the selection',
      group: 'View',
      keys: ['.'],
      where: 'canvas',
      run: () => editor.canvas.current?.fit([...view().nodes, ...view().annotations]),
    },
    ...(['Left', 'Right', 'Up', 'Down'] as const).flatMap((side) => [nudge(editor, side, 1), nudge(editor, side, 4)]),
    ...annotationCommands(editor),
  ];
}

/** What is being drawn is dropped first, then a module left, then the selection. */
function leave(editor: Editor): void {
  const { trail } = editor.document.getState();
  if (editor.view.getState().pending) {
    const start = document.querySelector<HTMLElement>('[data-standing="start"]');
    cancelWire(editor);
    start?.focus();
  } else if (trail.length > 0) editor.enter(trail.slice(0, -1));
  else select(editor.view, []);
}

function nudge(editor: Editor, side: keyof typeof STEPS, times: 1 | 4): Command {
  const { x, y } = STEPS[side];
  const key = `${times > 1 ? 'Shift+' : ''}Arrow${side}`;
  return {
    id: `edit.nudge-${side.toLowerCase()}${times > 1 ? '-far' : ''}`,
    title: `Move ${side.toLowerCase()}${times > 1 ? ', further' : ''}`,
    group: 'Edit',
    keys: [key],
    where: 'canvas',
    repeats: true,
    enabled: () => {
      const { nodes, annotations } = editor.view.getState();
      return !editor.document.getState().readOnly && nodes.size + annotations.size > 0;
    },
    run: () => moveDraft(editor, { x: x * times, y: y * times }),
  };
}
