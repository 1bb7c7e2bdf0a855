import type { Code } from './codes';

/** One end of a wire: the path of the block, the port, and the type there in words. */
export interface WireEnd {
  readonly block: string;
  readonly port: string;
  readonly type?: string;
}

/** Where a problem stands. Everything that applies is given; ids lead the canvas there, paths are for people. */
export interface Place {
  /** Ids of the nodes from the outermost graph inwards; the last one is the block itself. */
  readonly nodes?: readonly string[];
  /** Dotted names, `decoder.2.attention`. */
  readonly path?: string;
  readonly port?: string;
  readonly parameter?: string;
  readonly edge?: string;
  /** For a wire: both ends with both types. */
  readonly from?: WireEnd;
  readonly to?: WireEnd;
  /** A field of the document (`graph.nodes.3.id`), a setting, or a file name. */
  readonly field?: string;
  readonly line?: number;
  readonly column?: number;
}

/** What went wrong, where, what was expected, what came, and the next move. `Edit` is what would do it for the person. */
export interface Problem<Edit = unknown> {
  readonly code: Code;
  readonly severity: 'error' | 'warning';
  readonly at: Place;
  readonly expected: string;
  readonly received: string;
  readonly fix: string;
  readonly edit?: Edit;
  /** Other edits that would do it as well, in words. */
  readonly others?: readonly { readonly fix: string; readonly edit: Edit }[];
}

/** Thrown where a function cannot return problems. Whoever can show them catches this and nothing else. */
export class ProblemError extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems.map(showProblem).join('\n'));
    this.name = 'ProblemError';
    this.problems = problems;
  }
}

type ProblemFields = Omit<Problem, 'severity'> & { readonly severity?: Problem['severity'] };

/** An error unless `severity` says otherwise. */
export const problem = (fields: ProblemFields): Problem => ({ severity: 'error', ...fields });

export const fail = (fields: ProblemFields): never => {
  throw new ProblemError([problem(fields)]);
};

/** Where a problem stands, in words: `encoder.0.linear · units`, or both ends of a wire. */
export function showPlace(at: Place): string {
  if (at.from && at.to) {
    const end = (e: WireEnd) => `${e.block}.${e.port}${e.type ? ` ${e.type}` : ''}`;
    return `${end(at.from)} → ${end(at.to)}`;
  }
  const parts = [at.path, at.parameter ?? at.port, at.field].filter((part) => part !== undefined && part !== '');
  const line = at.line === undefined ? '' : ` line ${at.line}${at.column === undefined ? '' : `, column ${at.column}`}`;
  return (parts.join(' · ') || 'document') + line;
}

/** One problem on one line, as the command line prints it. */
export const showProblem = (p: Problem): string =>
  `${p.severity} ${p.code} at ${showPlace(p.at)}: expected ${p.expected}, received ${p.received}. ${p.fix}`;
