import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { useEditor } from '../context';
import { FIGURES, shareOf } from '../shares';

/**
 * The block's share of the model's parameters, FLOPs or activations. Every share changes with the whole, so it is written
 * straight into the page: an edit renders no card but those that it changes.
 */
export function ShareBar({ id }: { readonly id: string }) {
  const editor = useEditor();
  const share = useStore(editor.share);
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let shown = '';
    const paint = () => {
      const element = bar.current;
      if (!element) return;
      const { check } = editor.document.getState();
      const found = shareOf(share, check.nodes.get(id), check.totals);
      const text = found?.text ?? '';
      if (text === shown) return;
      shown = text;
      element.hidden = found === undefined;
      if (!found) return;
      element.style.setProperty('--share', String(found.part));
      element.title = text;
      element.ariaValueNow = (found.part * 100).toFixed(1);
      element.ariaValueText = text;
    };
    paint();
    return editor.document.subscribe((now, before) => {
      if (now.check !== before.check) paint();
    });
  }, [editor, id, share]);
  if (share === 'none') return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: browsers paint a meter element as they please, and not this thin.
    <div
      // Another figure is another bar.
      key={share}
      ref={bar}
      hidden
      role="meter"
      aria-label={`Share of the model: ${FIGURES[share].label}`}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
      className="share-bar"
    />
  );
}
