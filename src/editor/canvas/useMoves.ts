import type { NodeChange } from '@xyflow/react';
import { type Dispatch, type SetStateAction, useCallback, useRef } from 'react';
import type { Point } from '../../document';
import { carriedBy, settled } from '../annotations';
import { useEditor } from '../context';
import type { Editor } from '../editor';
import { snap } from '../place';
import { type Draft, endDraft } from '../view-store';
import { intoWire } from './drop-on-wire';
import type { CanvasNode, Measured } from './flow';

/** A drag, from where everything stood when it began. */
interface Drag {
  /** What moves: what the pointer holds, what is selected with it, and what lies in frames among those. */
  readonly starts: ReadonlyMap<string, Point>;
}

type Move = Extract<NodeChange<CanvasNode>, { type: 'position' }>;

/** What it means when React Flow says that things were selected, moved, resized or measured. */
export function useMoves(
  placeOf: (id: string) => Point | undefined,
  setMeasured: Dispatch<SetStateAction<ReadonlyMap<string, Measured>>>,
) {
  const editor = useEditor();
  const drag = useRef<Drag>(undefined);

  /** Things are let go: however many were moved, it is one entry of the history. */
  const onLetGo = useCallback(() => {
    drag.current = undefined;
    const { document } = editor.document.getState();
    const { draft } = editor.view.getState();
    const patch = settled(document, draft);
    if (patch.length > 0) editor.edit([...patch, ...intoWire(editor, [...draft.keys()])]);
    endDraft(editor.view);
  }, [editor]);

  const onNodesChange = useCallback(
    (changes: NodeChange<CanvasNode>[]) => {
      const sizes = new Map<string, Measured>();
      const moves: Move[] = [];
      const resized = new Set<string>();
      for (const change of changes) {
        if (change.type === 'position' && change.position && change.dragging !== undefined) moves.push(change);
        else if (change.type === 'dimensions' && change.resizing === true) resized.add(change.id);
        else if (change.type === 'dimensions' && change.resizing === undefined && change.dimensions)
          sizes.set(change.id, change.dimensions);
      }
      selectAsTold(editor, changes);
      if (moves.length > 0) {
        drag.current ??= begin(editor, moves, placeOf);
        editor.view.setState({ draft: moved(drag.current, moves) });
      }
      if (resized.size > 0) editor.view.setState({ draft: stretched(editor, changes, resized) });
      if (changes.some((change) => change.type === 'dimensions' && change.resizing === false)) onLetGo();
      if (sizes.size > 0) setMeasured((before) => new Map([...before, ...sizes]));
    },
    [editor, placeOf, setMeasured, onLetGo],
  );

  return { onNodesChange, onLetGo };
}

function selectAsTold(editor: Editor, changes: readonly NodeChange<CanvasNode>[]): void {
  if (!changes.some(({ type }) => type === 'select')) return;
  const { document } = editor.document.getState();
  const drawn = new Set((document.layout.annotations ?? []).map(({ id }) => id));
  const { nodes, annotations } = editor.view.getState();
  const chosen = { nodes: new Set(nodes), annotations: new Set(annotations) };
  for (const change of changes) {
    if (change.type !== 'select') continue;
    const selection = drawn.has(change.id) ? chosen.annotations : chosen.nodes;
    if (change.selected) selection.add(change.id);
    else selection.delete(change.id);
  }
  editor.view.setState(chosen);
}

function begin(editor: Editor, moves: readonly Move[], placeOf: (id: string) => Point | undefined): Drag {
  const { document, scope, views } = editor.document.getState();
  const held = moves.map(({ id }) => id);
  const { nodes, annotations } = carriedBy(document, scope, views, new Set(held));
  const starts = [...new Set([...held, ...nodes, ...annotations])].flatMap((id): [string, Point][] => {
    const place = placeOf(id);
    return place ? [[id, place]] : [];
  });
  return { starts: new Map(starts) };
}

/** Everything goes as far as what the pointer holds, which goes along the grid. */
function moved({ starts }: Drag, [first]: readonly Move[]): Draft {
  const start = first && starts.get(first.id);
  if (!first?.position || !start) return starts;
  const by = { x: snap(first.position.x) - start.x, y: snap(first.position.y) - start.y };
  return new Map([...starts].map(([id, { x, y }]) => [id, { x: x + by.x, y: y + by.y }]));
}

/** The sides that the pointer moves go along the grid; the others stay. */
function stretched(editor: Editor, changes: readonly NodeChange<CanvasNode>[], resized: ReadonlySet<string>): Draft {
  const { draft } = editor.view.getState();
  const next = new Map(draft);
  for (const saved of editor.document.getState().document.layout.annotations ?? []) {
    if (!resized.has(saved.id)) continue;
    let { x, y, width, height } = { ...saved, ...draft.get(saved.id) };
    const [right, bottom] = [saved.x + saved.width, saved.y + saved.height];
    for (const change of changes) {
      if (change.type === 'position' && change.id === saved.id && change.position) {
        const { position } = change;
        x = position.x === saved.x ? saved.x : snap(position.x);
        y = position.y === saved.y ? saved.y : snap(position.y);
      } else if (change.type === 'dimensions' && change.id === saved.id && change.dimensions) {
        const { dimensions } = change;
        width = x === saved.x ? snap(x + dimensions.width) - x : right - x;
        height = y === saved.y ? snap(y + dimensions.height) - y : bottom - y;
      }
    }
    next.set(saved.id, { x, y, width, height });
  }
  return next;
}
