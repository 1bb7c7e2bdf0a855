import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const PAGE = 'docs/benchmarks.md';

/** Replaces the section of docs/benchmarks.md between its two marks, or adds it at the end. */
export function writeSection(name, text) {
  const page = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '# Benchmarks\n';
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const section = `${open}\n${text.trim()}\n${close}`;
  const from = page.indexOf(open);
  const to = page.indexOf(close);
  const next =
    from >= 0 && to > from
      ? page.slice(0, from) + section + page.slice(to + close.length)
      : `${page.trimEnd()}\n\n${section}\n`;
  writeFileSync(PAGE, next);
}

export const today = () => new Date().toISOString().slice(0, 10);

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
