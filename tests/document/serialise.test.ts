import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Document, emptyDocument, parseDocument, sameJson, serialiseDocument } from '../../src/document';
import { documents } from '../support/models';
import { fc } from '../support/property';
import { anyDocument } from './arbitrary';

function reopened(document: Document): Document {
  const parsed = parseDocument(serialiseDocument(document));
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.document;
}

/** The same JSON with the keys of every object in another order. */
function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, shuffled(item)]),
  );
}

describe('saving and opening', () => {
  it('gives back any document', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        expect(reopened(document)).toEqual(document);
      }),
      { numRuns: 300 },
    );
  });

  it('writes one text for one document, whoever wrote its keys in which order', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const canonical = serialiseDocument(document);
        expect(serialiseDocument(reopened(document))).toBe(canonical);
        const other = parseDocument(JSON.stringify(shuffled(document)));
        expect('document' in other && serialiseDocument(other.document)).toBe(canonical);
        expect(canonical.endsWith('}\n')).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('tells documents apart', () => {
    fc.assert(
      fc.property(anyDocument, anyDocument, (a, b) => {
        expect(serialiseDocument(a) === serialiseDocument(b)).toBe(sameJson(a, b));
        expect(sameJson(a, structuredClone(a))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('puts each node, wire and position on a line of its own', () => {
    const document = documents.gpt?.() ?? emptyDocument('');
    const lines = serialiseDocument(document)
      .split('\n')
      .map((line) => line.trim());
    for (const node of document.graph.nodes) {
      expect(lines.filter((line) => line.startsWith(`{ "id": "${node.id}", "name"`))).toHaveLength(1);
    }
    for (const edge of document.graph.edges) {
      expect(lines.filter((line) => line.startsWith(`{ "id": "${edge.id}", "from"`))).toHaveLength(1);
    }
  });

  it('reads and writes the file of a new document as it stands here', () => {
    expect(serialiseDocument(emptyDocument('New'))).toMatchInlineSnapshot(`
      "{
        "wireformer": 1,
        "meta": {
          "name": "New",
          "description": ""
        },
        "graph": {
          "nodes": [],
          "edges": []
        },
        "modules": [],
        "data": [],
        "training": {
          "seed": 1,
          "steps": 500,
          "batch": 32,
          "validation": 0.1,
          "validateEvery": 50,
          "validateExamples": 512,
          "logEvery": 5,
          "patience": 0,
          "phases": [
            {
              "name": "train",
              "weights": ["*"],
              "losses": [],
              "optimizer": { "kind": "adamw", "beta1": 0.9, "beta2": 0.99, "decay": 0.01, "epsilon": 1e-8 },
              "learningRate": 0.003,
              "schedule": { "kind": "cosine", "floor": 0.1, "warmup": 20 },
              "clip": 1,
              "turn": 1
            }
          ],
          "probe": {}
        },
        "layout": {
          "positions": []
        }
      }
      "
    `);
  });
});

describe('templates', () => {
  const folder = new URL('../../templates/', import.meta.url);
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));

  it.each(names)('%s is canonical', (name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    const parsed = parseDocument(text);
    expect('problems' in parsed ? parsed.problems : []).toEqual([]);
    if ('document' in parsed) expect(serialiseDocument(parsed.document)).toBe(text);
  });
});
