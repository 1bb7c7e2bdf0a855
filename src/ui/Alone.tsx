import { useEffect, useRef } from 'react';

/**
 * Stands in a list or menu that is open: Radix hides the rest of the page from screen readers but leaves it open to the focus;
 * `inert` makes both so. (The rule is aria-hidden-focus of axe-core.)
 */
export function Alone() {
  const mark = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const others = [...document.body.children].filter(
      (one): one is HTMLElement => one instanceof HTMLElement && !one.inert && !one.contains(mark.current),
    );
    for (const one of others) one.inert = true;
    return () => {
      for (const one of others) one.inert = false;
    };
  }, []);
  return <span ref={mark} hidden />;
}
