import { describe, expect, it } from 'vitest';
import {
  edit,
  emptyDocument,
  LIMITS,
  parseClip,
  parseDocument,
  paste,
  serialiseDocument,
  setMeta,
  startHistory,
  undo,
} from '../../src/document';

const clipOf = (count: number) =>
  JSON.stringify({
    wireformer: 'clipboard',
    nodes: Array.from({ length: count }, (_, i) => ({
      id: `n${i}`,
      name: `n${i}`,
      block: 'activation',
      version: 1,
      parameters: {},
    })),
    edges: Array.from({ length: count - 1 }, (_, i) => ({
      id: `e${i}`,
      from: { node: `n${i}`, port: 'y' },
      to: { node: `n${i + 1}`, port: 'x' },
    })),
    positions: [],
  });

function patchOf(count: number) {
  const clip = parseClip(clipOf(count));
  if ('problems' in clip) throw new Error('the clip does not parse');
  return paste(emptyDocument('x'), undefined, clip, { x: 0, y: 0 }).patch;
}

describe('what a document may become', () => {
  it('takes 5,000 blocks at once as one entry, and gives them up again', () => {
    const first = startHistory(emptyDocument('x'));
    const pasted = edit(first, patchOf(5000));
    if ('problems' in pasted) throw new Error('the paste was refused');
    expect(pasted.document.graph.nodes).toHaveLength(5000);
    expect(pasted.past).toHaveLength(1);
    const back = undo(pasted);
    expect('problems' in back ? back.problems : serialiseDocument(back.document)).toBe(
      serialiseDocument(first.document),
    );
  });

  it('refuses a text that could be saved and not opened again, and says how long one may be', () => {
    const document = emptyDocument('x');
    const named = (name: string) => edit(startHistory(document), setMeta(document, { ...document.meta, name }));
    expect(named('a'.repeat(1_000_000))).toMatchObject({
      problems: [{ code: 'document/too-large', expected: `a text of at most ${LIMITS.text} characters` }],
    });
    const longest = named('<img src=x onerror=alert(1)>'.padEnd(LIMITS.text, 'a'));
    if ('problems' in longest) throw new Error('refused');
    expect(parseDocument(serialiseDocument(longest.document))).toEqual({ document: longest.document });
  });
});

describe('a clipboard', () => {
  it.each([
    ['two blocks of one id', '{"wireformer":"clipboard","nodes":[N,N],"edges":[],"positions":[]}'],
    ['a block without a name', '{"wireformer":"clipboard","nodes":[{"id":"a"}],"edges":[],"positions":[]}'],
    ['a cut off end', '{"wireformer":"clipboard","nodes":[N'],
    ['names that are keys of every object', '{"wireformer":"clipboard","nodes":[P],"edges":[],"positions":[]}'],
    ['markup', '<script>alert(1)</script>'],
    ['deep nesting', '['.repeat(100_000)],
  ])('with %s is refused in words', (_, text) => {
    const node = '{"id":"a","name":"a","block":"activation","version":1,"parameters":{}}';
    const clip = parseClip(text.replaceAll('N', node).replaceAll('P', node.replace('"id":"a"', '"id":"__proto__"')));
    if (!('problems' in clip)) throw new Error('it was taken');
    expect(clip.problems[0]?.fix).not.toBe('');
  });
});
