/**
 * Whether a path fits a pattern in which `*` stands for any run of characters. Each piece between stars is looked for as early
 * as possible, so the time grows with the lengths and never explodes, whatever a document says.
 */
export function matchesPattern(pattern: string, path: string): boolean {
  const pieces = pattern.split('*');
  const [first = '', ...rest] = pieces;
  const last = rest.pop();
  if (last === undefined) return path === first;
  if (!path.startsWith(first)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = path.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return path.length - last.length >= at && path.endsWith(last);
}
