import { type InternalNode, type NodeChange, type Transform, useStoreApi } from '@xyflow/react';
import { type Dispatch, type SetStateAction, useCallback, useRef } from 'react';
import type { Point } from '../../document';
import { carriedBy, settled } from '../annotations';
import { boxAround } from '../boxes';
import { useEditor } from '../context';
import type { Editor } from '../editor';
import { type Box, CARD, snap } from '../place';
import { type Draft, endDraft, type ViewState } from '../view-store';
import { intoWire } from './drop-on-wire';
import type { CanvasNode, Measured, WireEdge } from './flow';
import { type Aligned, align, nearestTo } from './guides';
import { isFreehand } from './pointer';

/** A drag, from where everything stood when it began. */
interface Drag {
  /** What moves: what the pointer holds, what is selected with it, and what lies in frames among those. */
  readonly starts: ReadonlyMap<string, Point>;
  /** Around all that the pointer holds. */
  readonly box: Box | undefined;
  /** What it may stand in a row with, as long as the same piece of the plane is seen. */
  others: { readonly transform: Transform; readonly boxes: readonly Box[] } | undefined;
}

/** Pixels of the screen from which a line draws what is dragged to it. */
const REACH = 6;
/** Things looked at, at most, for every frame of a drag. */
const MOST = 150;

type Move = Extract<NodeChange<CanvasNode>, { type: 'position' }>;

/** What it means when React Flow says that things were selected, moved, resized or measured. */
export function useMoves(
  placeOf: (id: string) => Point | undefined,
  setMeasured: Dispatch<SetStateAction<ReadonlyMap<string, Measured>>>,
) {
  const editor = useEditor();
  const flow = useStoreApi<CanvasNode, WireEdge>();
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
        const { nodeLookup, transform, width, height } = flow.getState();
        const boxes = () => [...nodeLookup.values()].map(boxOf);
        drag.current ??= begin(editor, moves, placeOf, boxes());
        const now = drag.current;
        if (now.others?.transform !== transform) {
          const seen = inSight(boxes(), transform, width, height).filter(({ id }) => !now.starts.has(id));
          now.others = { transform, boxes: now.box ? nearestTo(now.box, seen, MOST) : [] };
        }
        editor.view.setState(moved(now, moves, REACH / transform[2]));
      }
      if (resized.size > 0) editor.view.setState({ draft: stretched(editor, changes, resized) });
      if (changes.some((change) => change.type === 'dimensions' && change.resizing === false)) onLetGo();
      if (sizes.size > 0) setMeasured((before) => new Map([...before, ...sizes]));
    },
    [editor, flow, placeOf, setMeasured, onLetGo],
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

type Named = Box & { readonly id: string };

const boxOf = ({ id, internals, measured }: InternalNode<CanvasNode>): Named => ({
  id,
  ...internals.positionAbsolute,
  width: measured.width ?? CARD.width,
  height: measured.height ?? CARD.height,
});

function inSight(boxes: readonly Named[], [x, y, zoom]: Transform, width: number, height: number): readonly Named[] {
  const [left, top] = [-x / zoom, -y / zoom];
  const [right, bottom] = [left + width / zoom, top + height / zoom];
  return boxes.filter((box) => box.x < right && box.y < bottom && box.x + box.width > left && box.y + box.height > top);
}

function begin(
  editor: Editor,
  moves: readonly Move[],
  placeOf: (id: string) => Point | undefined,
  boxes: readonly Named[],
): Drag {
  const { document, scope, views } = editor.document.getState();
  const held = moves.map(({ id }) => id);
  const { nodes, annotations } = carriedBy(document, scope, views, new Set(held));
  const starts = [...new Set([...held, ...nodes, ...annotations])].flatMap((id): [string, Point][] => {
    const place = placeOf(id);
    return place ? [[id, place]] : [];
  });
  const holds = new Set(held);
  const box = boxAround(boxes.filter(({ id }) => holds.has(id)).map((one) => ({ ...one, ...placeOf(one.id) })));
  return { starts: new Map(starts), box, others: undefined };
}

/** Everything goes as far as what the pointer holds, which goes along the grid, or to a line it stands in with others. */
function moved(
  { starts, box, others }: Drag,
  [first]: readonly Move[],
  reach: number,
): Pick<ViewState, 'draft' | 'guides'> {
  const start = first && starts.get(first.id);
  if (!first?.position || !start || !box) return { draft: starts, guides: [] };
  const { position } = first;
  const way = { x: position.x - start.x, y: position.y - start.y };
  const here = { ...box, x: box.x + way.x, y: box.y + way.y };
  const free: Aligned = { by: { x: 0, y: 0 }, guides: [] };
  const { by, guides } = isFreehand() ? free : align(here, others?.boxes ?? [], reach, position);
  const [dx, dy] = [way.x + by.x, way.y + by.y];
  return { draft: new Map([...starts].map(([id, { x, y }]) => [id, { x: x + dx, y: y + dy }])), guides };
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
