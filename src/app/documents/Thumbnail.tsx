import { useMemo } from 'react';
import type { Document } from '../../document';
import { useEditor } from '../../editor';
import { cx, useThemeNow } from '../../ui';
import { dataUrl, outlineOf } from '../files/picture';

export interface ThumbnailProps {
  /** Undefined while it is read, or where it cannot be. */
  readonly document: Document | undefined;
  readonly className?: string;
}

/** A document at the size of a stamp; its name stands beside it, so it says nothing by itself. */
export function Thumbnail({ document, className }: ThumbnailProps) {
  const editor = useEditor();
  const theme = useThemeNow();
  const source = useMemo(
    () => (document && document.graph.nodes.length > 0 ? dataUrl(outlineOf(document, editor, theme).svg) : undefined),
    [document, editor, theme],
  );
  return (
    <span className={cx('block overflow-hidden rounded-md border border-line bg-canvas', className)}>
      {source && <img alt="" src={source} className="h-full w-full object-contain" />}
    </span>
  );
}
