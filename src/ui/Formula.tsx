import { useEffect, useRef, useState } from 'react';

/** KaTeX and its fonts are as heavy as the rest of the page; they come with the first formula. */
const load = () => Promise.all([import('katex'), import('katex/dist/katex.min.css')]).then(([katex]) => katex.default);

export interface FormulaProps {
  readonly latex: string;
  /** On a line of its own. */
  readonly block?: boolean;
}

export function Formula({ latex, block = false }: FormulaProps) {
  const host = useRef<HTMLSpanElement>(null);
  const [problem, setProblem] = useState<string>();

  useEffect(() => {
    let gone = false;
    setProblem(undefined);
    load()
      .then((katex) => {
        // render() sets styles through the DOM; renderToString would need 'unsafe-inline' in the page's policy.
        if (!gone && host.current)
          katex.render(latex, host.current, { displayMode: block, throwOnError: true, strict: false });
      })
      .catch((error: unknown) => {
        if (!gone) setProblem(error instanceof Error ? error.message : String(error));
      });
    return () => {
      gone = true;
    };
  }, [latex, block]);

  const Tag = block ? 'div' : 'span';
  if (problem !== undefined) {
    return (
      <Tag title={problem} className="font-mono text-xs">
        {latex}
      </Tag>
    );
  }
  return (
    // A long formula scrolls, so the keyboard must reach it.
    <Tag
      className={block ? 'overflow-x-auto py-1' : undefined}
      {...(block && { tabIndex: 0, role: 'group', 'aria-label': 'Formula' })}
    >
      {/* KaTeX owns what is inside; React never looks there. */}
      <span ref={host} />
    </Tag>
  );
}
