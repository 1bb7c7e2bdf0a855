import {
  activation,
  add,
  bodyOf,
  dropout,
  linear,
  multiply,
  type ScanAttributes,
  scanOp,
  select,
  Trace,
  type Value,
} from '../../src/ops';
import type { Operands } from './case-table';

interface ScanCase {
  readonly name: string;
  readonly attributes: ScanAttributes;
  readonly operands: (m: Operands) => readonly Value[];
}

const [B, T, C, H] = [2, 3, 3, 2];

/** h' = tanh(x · w + h · u), with the states that the gradient needs. */
function elman(reverse: boolean): ScanCase {
  const trace = new Trace();
  const [h, x, w, u] = [
    [B, H],
    [B, C],
    [C, H],
    [H, H],
  ].map((shape) => trace.input({ dtype: 'float', shape }));
  if (!h || !x || !w || !u) throw new RangeError('four inputs');
  const next = activation(trace, add(trace, linear(trace, x, w), linear(trace, h, u)), 'tanh');
  return {
    name: reverse ? 'an Elman cell from the end' : 'an Elman cell',
    attributes: { body: bodyOf(trace, [h, x, w, u], [next, next, h]), states: 1, sequences: 1, reverse, kept: true },
    operands: (m) => [m.float([B, H]), m.float([B, T, C]), m.float([C, H]), m.float([H, H])],
  };
}

/** Two states, of which one stays as it is where a mask says so; y is made of both. */
function masked(): ScanCase {
  const trace = new Trace();
  const [a, b, x] = [1, 2, 3].map(() => trace.input({ dtype: 'float', shape: [B, H] }));
  const mask = trace.input({ dtype: 'bool', shape: [B, 1] });
  if (!a || !b || !x) throw new RangeError('three inputs');
  const next = add(trace, multiply(trace, a, b), x);
  const y = multiply(trace, next, b);
  return {
    name: 'two states under a mask',
    attributes: {
      body: bodyOf(trace, [a, b, x, mask], [select(trace, mask, next, a), b, y, a, b]),
      states: 2,
      sequences: 2,
      reverse: false,
      kept: true,
    },
    operands: (m) => [m.float([B, H]), m.float([B, H]), m.float([B, T, H]), m.mask([B, T, 1], [3, 1])],
  };
}

/** What is drawn at random is another thing at every step, and the same when the gradient computes it again. */
function dropped(): ScanCase {
  const trace = new Trace();
  const [h, x] = [1, 2].map(() => trace.input({ dtype: 'float', shape: [B, H] }));
  if (!h || !x) throw new RangeError('two inputs');
  const next = add(trace, h, dropout(trace, multiply(trace, x, h), 0.5, 11));
  return {
    name: 'dropout inside',
    attributes: { body: bodyOf(trace, [h, x], [next, next, h]), states: 1, sequences: 1, reverse: false, kept: true },
    operands: (m) => [m.float([B, H]), m.float([B, T, H])],
  };
}

/** A scan inside a scan: each step of the outer one sums up a row. */
function nested(): ScanCase {
  const row = new Trace();
  const [s, e] = [1, 2].map(() => row.input({ dtype: 'float', shape: [B, H] }));
  if (!s || !e) throw new RangeError('two inputs');
  const sum = add(row, multiply(row, s, e), e);
  const inner: ScanAttributes = {
    body: bodyOf(row, [s, e], [sum, s]),
    states: 1,
    sequences: 1,
    reverse: false,
    kept: true,
  };
  const trace = new Trace();
  const h = trace.input({ dtype: 'float', shape: [B, H] });
  const rows = trace.input({ dtype: 'float', shape: [B, 3, H] });
  const [next] = trace.emit(scanOp, [h, rows], inner);
  if (!next) throw new RangeError('a state');
  return {
    name: 'a scan inside',
    attributes: {
      body: bodyOf(trace, [h, rows], [next, next, h]),
      states: 1,
      sequences: 1,
      reverse: false,
      kept: true,
    },
    operands: (m) => [m.float([B, H]), m.float([B, T, 3, H])],
  };
}

export const scanCases: readonly ScanCase[] = [elman(false), elman(true), masked(), dropped(), nested()];
