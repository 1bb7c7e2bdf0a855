import Papa from 'papaparse';
import { type Problem, problem } from '../../problem';
import { pacer } from '../pace';
import type { Progress } from '../types';
import { emptyFile } from './read';

export interface Row {
  readonly cells: readonly string[];
  /** Where it begins in the file, from 1; a quoted cell may hold several lines. */
  readonly line: number;
}

export interface Rows {
  readonly rows: readonly Row[];
}

const CHUNK = 1 << 18;

const SAMPLE = 1 << 16;

/** The delimiter that parts the first rows most evenly into at least two columns; a comma where none does. */
export function guessDelimiter(text: string): string {
  const sample = text.slice(0, SAMPLE);
  let best = { delimiter: ',', share: 0 };
  for (const delimiter of [',', ';', '\t', '|']) {
    const parsed = Papa.parse<string[]>(sample, { delimiter, newline: '\n', preview: 50, skipEmptyLines: 'greedy' });
    // The last row of a sample may be cut off.
    const rows = text.length > SAMPLE && parsed.data.length > 1 ? parsed.data.slice(0, -1) : parsed.data;
    const columns = rows[0]?.length ?? 0;
    const share = columns < 2 ? 0 : rows.filter((row) => row.length === columns).length / rows.length;
    if (share > best.share) best = { delimiter, share };
  }
  return best.delimiter;
}

/** Papa Parse streams texts as it streams files; its types only say so for files. */
interface Config extends Papa.ParseConfig<string[]> {
  readonly download?: false;
  readonly worker?: false;
  readonly chunkSize: number;
  chunk(results: Papa.ParseResult<string[]>, parser: Papa.Parser): void;
}

/** Enough to see what is wrong with a file. */
const MOST_PROBLEMS = 10;

/**
 * Rows of a table as arrays: by column name, a column called `__proto__` would be lost. Blank lines are skipped; every
 * row has as many cells as the first. Lines of `text` end in `\n`.
 */
export function readRows(
  text: string,
  name: string,
  delimiter: string,
  progress?: Progress,
): Promise<Rows | readonly Problem[]> {
  const rows: Row[] = [];
  const problems: Problem[] = [];
  const tick = pacer(progress, text.length, 'characters');
  let line = 1;
  return new Promise((resolve, reject) => {
    const config: Config = {
      delimiter,
      newline: '\n',
      chunkSize: CHUNK,
      chunk(results, parser) {
        const lines = results.data.map((cells) => {
          const at = line;
          line += 1 + cells.reduce((sum, cell) => sum + newlinesIn(cell), 0);
          if (cells.length > 1 || cells[0]?.trim()) rows.push({ cells, line: at });
          return at;
        });
        for (const error of results.errors) {
          if (error.type === 'Quotes') problems.push(badQuotes(name, lines[error.row ?? 0] ?? line, error.message));
        }
        const pause = tick(Math.min(results.meta.cursor, text.length));
        if (!pause) return;
        parser.pause();
        pause.then(() => parser.resume()).catch(reject);
      },
      complete() {
        const ragged = raggedRows(name, rows);
        const all = [...problems, ...ragged].slice(0, MOST_PROBLEMS);
        if (all.length > 0) resolve(all);
        else if (rows.length === 0) resolve([emptyFile(name, 'no rows')]);
        else resolve({ rows });
      },
    };
    Papa.parse<string[]>(text, config);
  });
}

function newlinesIn(cell: string): number {
  let count = 0;
  for (let at = cell.indexOf('\n'); at >= 0; at = cell.indexOf('\n', at + 1)) count++;
  return count;
}

const badQuotes = (name: string, line: number, message: string): Problem =>
  problem({
    code: 'data/ragged',
    at: { field: name, line },
    expected: 'quoted cells that end in a quote before the next delimiter or line',
    received: message,
    fix: 'Close the quote, and write a quote inside a quoted cell twice.',
  });

function raggedRows(name: string, rows: readonly Row[]): readonly Problem[] {
  const columns = rows[0]?.cells.length ?? 0;
  return rows
    .filter(({ cells }) => cells.length !== columns)
    .slice(0, MOST_PROBLEMS)
    .map(({ cells, line }) =>
      problem({
        code: 'data/ragged',
        at: { field: name, line },
        expected: `${columns} columns, as in the first row`,
        received: `${cells.length} columns`,
        fix: 'Put cells that contain the delimiter into quotes, or choose another delimiter.',
      }),
    );
}
