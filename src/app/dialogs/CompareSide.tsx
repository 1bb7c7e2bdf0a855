import { useMemo } from 'react';
import type { Difference, Document } from '../../document';
import { type Emphasis, useEditor } from '../../editor';
import { useThemeNow } from '../../ui';
import { comparePicture, dataUrl } from '../files/picture';

export interface CompareSideProps {
  readonly document: Document | undefined;
  readonly differences: readonly Difference[] | undefined;
  readonly side: 'before' | 'after';
  /** The difference that is looked at: the picture is of the graph it stands in. */
  readonly chosen: Difference | undefined;
}

/** One side of a comparison as a picture; what is not on the other side stands out. */
export function CompareSide({ document, differences, side, chosen }: CompareSideProps) {
  const editor = useEditor();
  const theme = useThemeNow();
  const scope = (chosen?.[side] ?? chosen?.[side === 'before' ? 'after' : 'before'])?.scope;
  const id = chosen?.[side]?.id;
  const source = useMemo(() => {
    if (!document) return undefined;
    const shown = (differences ?? []).filter((one) => id === undefined || one[side]?.id === id);
    const marks = new Map(
      shown.flatMap((one): [string, Emphasis][] => {
        const stand = one[side];
        return stand ? [[stand.id, one.kind]] : [];
      }),
    );
    const there = scope === undefined || document.modules.some((module) => module.id === scope);
    return dataUrl(comparePicture(document, editor, theme, marks, there ? scope : undefined).svg);
  }, [document, differences, side, scope, id, editor, theme]);
  return (
    <div className="h-[38dvh] overflow-hidden rounded-md border border-line bg-canvas">
      {source && (
        <img
          alt={side === 'before' ? 'The graph before' : 'The graph after'}
          src={source}
          className="h-full w-full object-contain"
        />
      )}
    </div>
  );
}
