import { type Problem, problem } from '../../problem';
import { pacer } from '../pace';
import type { Progress } from '../types';

export interface Sentence {
  /** In lower case, as everywhere words are read. */
  readonly words: readonly string[];
  readonly tags: readonly string[];
  /** Where it begins, from 1. */
  readonly line: number;
}

interface Columns {
  /** From 1. */
  readonly word: number;
  /** 0 is the last. */
  readonly tag: number;
}

const MOST_PROBLEMS = 10;

const listed = (text = ''): readonly string[] => text.trim().split(/\s+/).filter(Boolean);

/**
 * A word and its tag on each line with a blank line between sentences, as in the CoNLL tasks and CoNLL-U (comments with `#`,
 * documents with `-DOCSTART-`), or a sentence and its tags on each line, apart by a tab.
 */
export async function sentencesOf(
  text: string,
  name: string,
  columns: Columns,
  progress?: Progress,
): Promise<{ readonly sentences: readonly Sentence[] } | readonly Problem[]> {
  const lines = text.split('\n');
  const first = lines.find((line) => line.trim() !== '' && !line.startsWith('#')) ?? '';
  const byLine = first.split('\t').length === 2 && listed(first.split('\t')[0]).length > 1;
  const reader = byLine ? new LineReader(name) : new WordReader(name, columns, first);
  const tick = pacer(progress, lines.length, 'lines');
  for (const [i, line] of lines.entries()) {
    reader.take(line, i + 1);
    if (reader.problems.length >= MOST_PROBLEMS) break;
    const pause = tick(i + 1);
    if (pause) await pause;
  }
  reader.end();
  return reader.problems.length > 0 ? reader.problems : { sentences: reader.sentences };
}

/** A sentence and its tags on each line. */
class LineReader {
  readonly sentences: Sentence[] = [];
  readonly problems: Problem[] = [];
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  take(line: string, at: number): void {
    if (line.trim() === '') return;
    const [left, right] = line.split('\t');
    const [words, tags] = [listed(left?.toLowerCase()), listed(right)];
    if (words.length > 0 && words.length === tags.length) {
      this.sentences.push({ words, tags, line: at });
      return;
    }
    this.problems.push(
      problem({
        code: 'data/ragged',
        at: { field: this.#name, line: at },
        expected: `${words.length} tags, one a word`,
        received: `${tags.length} tags`,
        fix: 'Write as many tags as words, with spaces between them and a tab before the first tag.',
      }),
    );
  }

  end(): void {}
}

/** A word and its tag on each line. */
class WordReader {
  readonly sentences: Sentence[] = [];
  readonly problems: Problem[] = [];
  readonly #name: string;
  readonly #word: number;
  readonly #tag: number;
  readonly #width: number;
  readonly #separator: string | RegExp;
  #words: string[] = [];
  #tags: string[] = [];
  #line = 1;

  constructor(name: string, { word, tag }: Columns, first: string) {
    this.#name = name;
    this.#separator = first.includes('\t') ? '\t' : /\s+/;
    this.#width = this.#cells(first).length;
    // CoNLL-U: a number, the form, its lemma, its universal part of speech and six columns more.
    const universal = this.#width === 10 && /^\d/.test(first) && word === 1 && tag === 0;
    this.#word = universal ? 2 : word;
    this.#tag = universal ? 4 : tag === 0 ? this.#width : tag;
  }

  #cells = (line: string): readonly string[] => line.trim().split(this.#separator);

  take(line: string, at: number): void {
    if (line.trim() === '') {
      this.end();
      return;
    }
    if (line.startsWith('#') && line.trim().split(/\s+/).length !== this.#width) return;
    const cells = this.#cells(line);
    // A contraction's line and an empty node's stand beside the words they are made of.
    if (this.#width === 10 && /^\d+[-.]\d+$/.test(cells[0] ?? '')) return;
    if (cells[0] === '-DOCSTART-') return;
    const word = cells[this.#word - 1]?.toLowerCase();
    const tag = cells[this.#tag - 1];
    if (cells.length !== this.#width || this.#width < 2 || !word || !tag) {
      this.problems.push(this.#ragged(cells.length, at));
      return;
    }
    if (this.#words.length === 0) this.#line = at;
    this.#words.push(word);
    this.#tags.push(tag);
  }

  end(): void {
    if (this.#words.length > 0) this.sentences.push({ words: this.#words, tags: this.#tags, line: this.#line });
    this.#words = [];
    this.#tags = [];
  }

  #ragged(columns: number, line: number): Problem {
    const least = Math.max(this.#word, this.#tag, 2);
    return problem({
      code: 'data/ragged',
      at: { field: this.#name, line },
      expected:
        this.#width >= least
          ? `${this.#width} columns as on the first line, the word in ${this.#word} and its tag in ${this.#tag}`
          : `a word and its tag in at least ${least} columns`,
      received: `${columns} ${columns === 1 ? 'column' : 'columns'}`,
      fix: 'Write a word and its tag on each line, and a blank line after each sentence.',
    });
  }
}
