import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { blocks } from '../../blocks';
import { type Document, parseDocument } from '../../src/document';
import type { Example } from '../../src/editor/examples';
import { createLibrary } from '../../src/editor/library';
import { type PictureOptions, pictureOf, unchecked } from '../../src/editor/picture';
import { shareOf } from '../../src/editor/shares';
import { checker, GraphBuilder } from '../support/graph';

const library = createLibrary(blocks, () => ({ type: 'generated', dataset: 'xor', seed: 1, options: {} }));
const plain: PictureOptions = { color: () => '#123456', background: true, detail: 'full' };

const draw = (document: Document, options: Partial<PictureOptions> = {}, scope?: string) =>
  pictureOf(document, scope, checker.check(document), library, { ...plain, ...options });

const pair = (name = 'b'): Document => {
  const document = new GraphBuilder()
    .block('a', 'activation')
    .block('b', 'linear', { units: 3 })
    .wire('a.y -> b.x')
    .document();
  const positions = [
    { id: 'a', x: 0, y: 0 },
    { id: 'b', x: 400, y: 50 },
  ];
  return { ...document, meta: { ...document.meta, name }, layout: { positions } };
};

/** What is wrong with an XML text: a tag that does not close, markup that was not escaped, a forbidden character. */
function faultOf(text: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those that XML forbids are looked for.
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/u.test(text) || /\p{Cs}/u.test(text)) return 'a character';
  const open: string[] = [];
  let end = 0;
  for (const tag of text.matchAll(/<(\/?)([a-z]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/gi)) {
    const between = text.slice(end, tag.index);
    if (/[<>]/.test(between) || /&(?!(amp|lt|gt|quot|apos);)/.test(between + (tag[3] ?? ''))) return between;
    end = tag.index + tag[0].length;
    if (tag[1] === '/') {
      if (open.pop() !== tag[2]) return tag[0];
    } else if (tag[4] !== '/') open.push(tag[2] ?? '');
  }
  return open[0] ?? (text.slice(end).trim() === '' ? undefined : text.slice(end));
}

const templates = new URL('../../templates/', import.meta.url);

describe('the picture of a document', () => {
  for (const file of readdirSync(templates).filter((name) => name.endsWith('.json'))) {
    it(`has every block and wire of ${file}, modules included`, () => {
      const parsed = parseDocument(readFileSync(new URL(file, templates), 'utf8'));
      if ('problems' in parsed) throw new Error(file);
      const { document } = parsed;
      for (const graph of [document.graph, ...document.modules]) {
        const { svg } = draw(document, {}, document.modules.find((module) => module === graph)?.id);
        expect(faultOf(svg)).toBeUndefined();
        expect(new Set([...svg.matchAll(/data-block="([^"]+)"/g)].map((m) => m[1]))).toEqual(
          new Set(graph.nodes.map(({ id }) => id)),
        );
        expect(new Set([...svg.matchAll(/data-wire="([^"]+)"/g)].map((m) => m[1]))).toEqual(
          new Set(graph.edges.map(({ id }) => id)),
        );
      }
    });
  }

  it('says names, ports and shapes in words, and only in full detail', () => {
    const { svg } = draw(pair());
    for (const word of ['Linear', '>b<', '>x<', '>units 3']) expect(svg).toContain(word);
    const outline = pictureOf(pair(), undefined, unchecked, library, { ...plain, detail: 'outline' });
    expect(faultOf(outline.svg)).toBeUndefined();
    expect(outline.svg).not.toContain('<text');
    expect(outline.svg.match(/data-block/g)).toHaveLength(2);
  });

  it('escapes whatever a label holds, and cuts a megabyte of it', () => {
    const hostile = `</title><script>alert(1)</script> & "quoted" 'too' \u0000\u0007\ud800 ]]>`;
    const document = pair(hostile);
    const module = { id: 'm', name: hostile.repeat(20_000), parameters: [], nodes: [], edges: [] };
    const node = { id: 'c', name: 'c', block: 'module', version: 1, parameters: {}, module: { id: 'm' } };
    const with2 = {
      ...document,
      modules: [module],
      graph: { ...document.graph, nodes: [...document.graph.nodes, node] },
    };
    const { svg } = draw(with2);
    expect(faultOf(svg)).toBeUndefined();
    expect(svg).not.toContain('<script');
    expect(svg.length).toBeLessThan(20_000);
  });

  it('is as large as what is in it', () => {
    const near = draw(pair());
    const document = pair();
    const far = draw({
      ...document,
      layout: {
        positions: [
          { id: 'a', x: -300, y: 0 },
          { id: 'b', x: 1000, y: 900 },
        ],
      },
    });
    expect(far.width - near.width).toBe(900);
    expect(far.height - near.height).toBe(850);
    expect(far.svg).toContain('viewBox="-332 -32 ');
  });

  it('paints a ground only where one is wanted, and marks what a comparison found', () => {
    const ground = /<title>[^<]*<\/title>\n<rect/;
    expect(draw(pair()).svg).toMatch(ground);
    expect(draw(pair(), { background: false }).svg).not.toMatch(ground);
    const colors: string[] = [];
    draw(pair(), {
      color: (token) => {
        colors.push(token);
        return '#000000';
      },
      marks: new Map([['a', 'added']]),
    });
    expect(colors).toContain('good-ink');
  });
});

describe('what the canvas shows of the document besides', () => {
  const loss = (): Document =>
    new GraphBuilder().block('a', 'activation').block('b', 'linear', { units: 3 }).wire('a.y -> b.x').document();
  const gpt = () => {
    const parsed = parseDocument(readFileSync(new URL('gpt.json', templates), 'utf8'));
    if ('problems' in parsed) throw new Error('gpt.json');
    return parsed.document;
  };

  it('is each block’s share of the model, where one is shown', () => {
    const document = gpt();
    const check = checker.check(document);
    const { svg } = draw(document, { share: 'parameters' });
    expect(faultOf(svg)).toBeUndefined();
    const weighty = document.graph.nodes.filter(({ id }) => (check.nodes.get(id)?.parameters ?? 0) > 0);
    expect(svg.match(/data-share/g)).toHaveLength(weighty.length);
    const [first] = weighty;
    const report = first && check.nodes.get(first.id);
    expect(svg).toContain(shareOf('parameters', report, check.totals)?.text);
    for (const share of [undefined, 'none'] as const)
      expect(draw(document, share === undefined ? {} : { share }).svg).not.toContain('data-share');
    expect(draw(document, { share: 'parameters', detail: 'outline' }).svg).not.toContain('data-share');
    expect(draw(loss(), { share: 'flops' }).svg).not.toContain('data-share');
  });

  const image = { height: 40, width: 40, channels: 1, pixels: new Uint8Array(1600).fill(255), text: 'seven' };
  const parts: Readonly<Record<string, Example>> = {
    symbols: [{ kind: 'symbols', port: 'tokens', symbols: ['<b>', ' ', '\n', '&', '\u0000'], more: true }],
    image: [
      { kind: 'image', port: 'image', image },
      { kind: 'value', port: 'label', text: '"7"' },
    ],
    series: [{ kind: 'series', port: 'past', columns: [[1, 2, Number.NaN, 4], []] }],
    none: [],
  };

  it.each(Object.entries(parts))('is the first example of a data block: %s', (kind, example) => {
    const document = gpt();
    const data = document.graph.nodes.find(({ block }) => block === 'token-data');
    const other = document.graph.nodes.find(({ block }) => block === 'embedding');
    if (!data || !other) throw new Error('gpt.json');
    const examples = new Map([data, other].map(({ id }) => [id, example]));
    const { svg } = draw(document, { examples });
    expect(faultOf(svg)).toBeUndefined();
    // On a block that has no data of its own nothing stands.
    expect(svg.match(/data-example/g)).toHaveLength(1);
    if (kind === 'symbols') for (const word of ['>&lt;b&gt;<', '>␣<', '>↵<', '>&amp;<']) expect(svg).toContain(word);
    // One colour, so one path of 32 rows at most.
    if (kind === 'image') expect(svg.match(/fill="#ffffff"/g)).toHaveLength(1);
    if (kind === 'image') expect(svg).toContain('>&quot;7&quot;<');
    if (kind === 'series') expect(svg).not.toContain('NaN');
    expect(draw(document, { examples, detail: 'outline' }).svg).not.toContain('data-example');
  });
});
