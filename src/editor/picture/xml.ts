/** Text for XML: markup escaped, and what XML 1.0 cannot hold replaced. */
export function xml(text: string): string {
  let safe = '';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const allowed =
      code === 9 || code === 10 || code === 13 || (code >= 32 && (code < 0xd800 || code > 0xdfff) && code < 0xfffe);
    safe += allowed || code > 0xffff ? (ESCAPES[character] ?? character) : '\ufffd';
  }
  return safe;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** A line cut so that it fits a width, by the mean width of a character: the picture is written where nothing can be measured. */
export function cut(text: string, width: number, perCharacter: number): string {
  const most = Math.max(1, Math.floor(width / perCharacter));
  // A label may be a megabyte long: only what can be seen is taken apart.
  const characters = [...text.slice(0, 2 * most + 2)];
  return characters.length <= most ? characters.join('') : `${characters.slice(0, most - 1).join('')}…`;
}

/** A coordinate without a tail of digits. */
export const at = (value: number): string => String(Math.round(value * 100) / 100);

/** `part` of one colour `#rrggbb` in another. */
export function mix(color: string, ground: string, part: number): string {
  const channels = [1, 3, 5].map((i) => {
    const [a, b] = [color, ground].map((hex) => Number.parseInt(hex.slice(i, i + 2), 16));
    const value = Math.round((a ?? 0) * part + (b ?? 0) * (1 - part));
    return value.toString(16).padStart(2, '0');
  });
  return `#${channels.join('')}`;
}
