import { useEffect, useRef } from 'react';
import { colorAt, cssColor } from '../../ui';
import { useEditor } from '../context';

/** The block's gradient norm as a strip of colour; painted straight into the page, so that steps render nothing. */
export function GradientStrip({ path }: { readonly path: string }) {
  const { gradients } = useEditor();
  const strip = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const paint = () => {
      const element = strip.current;
      if (!element) return;
      const norm = gradients.get(path);
      if (norm === undefined) {
        element.style.removeProperty('background-color');
        element.removeAttribute('title');
        return;
      }
      const { low, high } = gradients.decades();
      const part = norm > 0 ? (Math.log10(norm) - low) / (high - low) : 0;
      element.style.backgroundColor = Number.isFinite(norm) ? cssColor(colorAt(part)) : 'var(--wf-danger)';
      element.title = `Gradient norm ${norm.toPrecision(3)}`;
    };
    paint();
    return gradients.subscribe(paint);
  }, [gradients, path]);
  return <div ref={strip} data-gradient={path} className="h-1 rounded-b-[5px]" />;
}
