import { type NodeProps, NodeResizeControl, useStoreApi } from '@xyflow/react';
import { memo, type RefObject, useEffect, useRef } from 'react';
import { type Annotation, LIMITS } from '../../document';
import { cx } from '../../ui';
import { COLORS, endWriting, LEAST, wordsOf } from '../annotations';
import { useDocument, useEditor, useView } from '../context';
import type { AnnotationNode } from './flow';

const useAnnotation = (id: string): Annotation | undefined =>
  useDocument(({ document }) => document.layout.annotations?.find((one) => one.id === id));

const colored = ({ color }: Annotation) => ({ '--annotation': `var(--wf-${COLORS[color]})` });

/** Drawn behind the blocks it is about; its title stands above it, and is what it is held by. */
function FrameView({ id, selected }: NodeProps<AnnotationNode>) {
  const frame = useAnnotation(id);
  const head = useRef<HTMLDivElement>(null);
  useLegible(head);
  const writing = useView((view) => view.writing === id);
  if (!frame) return null;
  return (
    <div className="frame" data-selected={selected} style={colored(frame)}>
      <div ref={head} className="frame-head" title={frame.text}>
        {writing ? (
          <Words annotation={frame} />
        ) : (
          <span className={cx('truncate', frame.text === '' && 'italic')}>{wordsOf(frame).slice(0, SHOWN)}</span>
        )}
      </div>
      <Corners shown={selected} />
    </div>
  );
}

/** Plain text beside the blocks; line breaks stay. */
function NoteView({ id, selected }: NodeProps<AnnotationNode>) {
  const note = useAnnotation(id);
  const writing = useView((view) => view.writing === id);
  if (!note) return null;
  return (
    <div className="note" data-selected={selected} style={colored(note)}>
      {writing ? (
        <Words annotation={note} />
      ) : (
        <p className={cx('note-text', note.text === '' && 'text-muted italic')}>{wordsOf(note).slice(0, SHOWN)}</p>
      )}
      <Corners shown={selected} />
    </div>
  );
}

/** Characters that are drawn at most; a note may hold a megabyte less than it can show. */
const SHOWN = 4000;

// React Flow hands them their place with every frame of a drag; nothing in them depends on it.
const unmoved = (a: NodeProps<AnnotationNode>, b: NodeProps<AnnotationNode>) =>
  a.id === b.id && a.selected === b.selected;
export const Frame = memo(FrameView, unmoved);
export const Note = memo(NoteView, unmoved);

/** The text while it is typed: Enter keeps a title, leaving the field keeps either, Escape keeps what there was. */
function Words({ annotation: { id, kind, text } }: { readonly annotation: Annotation }) {
  const editor = useEditor();
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const done = useRef(false);
  useEffect(() => {
    field.current?.focus({ preventScroll: true });
    field.current?.select();
  }, []);
  const end = (keep: boolean, refocus: boolean) => {
    if (done.current) return;
    done.current = true;
    const now = field.current?.value ?? text;
    const card = refocus ? field.current?.closest<HTMLElement>('.react-flow__node') : undefined;
    endWriting(editor, id, keep ? now : undefined);
    card?.focus({ preventScroll: true });
  };
  const Field = kind === 'frame' ? 'input' : 'textarea';
  return (
    <Field
      ref={field}
      aria-label={kind === 'frame' ? 'Title of the frame' : 'Text of the note'}
      placeholder={kind === 'frame' ? 'Title' : 'Plain text'}
      defaultValue={text}
      maxLength={LIMITS.text}
      className={cx('nodrag nopan nokey annotation-field', kind === 'note' && 'nowheel')}
      onBlur={() => end(true, false)}
      onDoubleClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        if (event.key === 'Escape') end(false, true);
        else if (event.key === 'Enter' && (kind === 'frame' || event.ctrlKey || event.metaKey)) end(true, true);
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    />
  );
}

const CORNERS = ['top-left', 'top-right', 'bottom-left', 'bottom-right'] as const;

function Corners({ shown }: { readonly shown: boolean }) {
  const readOnly = useDocument((state) => state.readOnly);
  if (!shown || readOnly) return null;
  return CORNERS.map((corner) => (
    <NodeResizeControl
      key={corner}
      position={corner}
      minWidth={LEAST.width}
      minHeight={LEAST.height}
      className="annotation-corner"
    />
  ));
}

/** Keeps a title as large on the screen as it is at full zoom, however far away; written past React, only where it changes. */
function useLegible(head: RefObject<HTMLElement | null>): void {
  const flow = useStoreApi();
  useEffect(() => {
    let shown = '';
    const look = () => {
      const [, , zoom] = flow.getState().transform;
      // In steps, so that zooming does not lay out every title on every frame.
      const size = (2 ** (Math.round(4 * Math.log2(Math.max(1, 1 / zoom))) / 4)).toFixed(3);
      if (size === shown) return;
      shown = size;
      head.current?.style.setProperty('--larger', size);
    };
    look();
    return flow.subscribe(look);
  }, [flow, head]);
}
