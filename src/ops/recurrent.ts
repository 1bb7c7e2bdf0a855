import { type Dim, float, sameShape } from '../tensor';
import { count, given, last, operand, refuse } from './common';
import { defineOp, type OperandTypes } from './op';
import type { Trace, Value } from './trace';

/**
 * Recurrent layers over a whole sequence. x · W + b is given (`a`, one product for all steps); u is the recurrent matrix.
 * Where the mask [B, T] is false the state is carried over unchanged, so padding at the end neither changes the last
 * state nor, run in reverse, the first. The initial state is zero where it is not given.
 */
type Direction = { reverse: boolean };

/** Checks a [B, T, gates·H], u [H, gates·H] and the optional operands; returns B, T, H. */
function sizes(op: string, inputs: OperandTypes, gates: number, states: readonly number[], mask: number) {
  const [a, u] = [operand(op, inputs, 0), operand(op, inputs, 1)];
  const [B, T] = a.shape;
  const [H] = u.shape;
  if (B === undefined || T === undefined || H === undefined || a.shape.length !== 3 || u.shape.length !== 2) {
    return refuse(op, `a [B, T, ${gates}·H] and u [H, ${gates}·H]`, a, u);
  }
  const wide: Dim = typeof H === 'number' ? gates * H : H;
  if (last(a.shape) !== wide || last(u.shape) !== wide) refuse(op, `a [B, T, ${gates}·H] and u [H, ${gates}·H]`, a, u);
  for (const at of states) {
    const state = inputs[at];
    if (state && !sameShape(state.shape, [B, H])) refuse(op, `an initial state [${B}, ${H}]`, state);
  }
  const m = inputs[mask];
  if (m && (m.dtype !== 'bool' || !sameShape(m.shape, [B, T]))) refuse(op, `a mask bool [${B}, ${T}]`, m);
  return { B, T, H };
}

/** Elman network: h_t = tanh(a_t + h_{t−1} · u). Inputs a, u, h0?, mask?. */
export const rnnOp = defineOp<Direction>({
  name: 'rnn',
  doc: 'h [B, T, H]: h_t = tanh(a_t + h_{t−1} · u)',
  type(inputs) {
    const { B, T, H } = sizes('rnn', inputs, 1, [2], 3);
    return [float([B, T, H])];
  },
  flops: ([, u], [h]) => (count(h) / Number(u?.shape[0] ?? 1)) * 2 * count(u) + 2 * count(h),
  gradient({ trace, inputs, outputs, grads, attributes }) {
    const [, u, h0, mask] = inputs;
    const [da, du, dh0] = trace.emit(rnnGradientOp, [u, h0, mask, outputs[0], given(grads, 0)], attributes);
    return [da, du, h0 ? dh0 : undefined, undefined];
  },
});

export const rnnGradientOp = defineOp<Direction>({
  name: 'rnnGradient',
  doc: 'da [B, T, H], du [H, H], dh0 [B, H] from u, h0, mask, h, dh',
  type(inputs) {
    const [u, h] = [operand('rnnGradient', inputs, 0), operand('rnnGradient', inputs, 3)];
    return [float(h.shape), float(u.shape), float([h.shape[0] ?? 0, last(h.shape)])];
  },
  flops: ([u, , , h]) => (count(h) / Number(u?.shape[0] ?? 1)) * 4 * count(u) + 4 * count(h),
});

/**
 * LSTM (Hochreiter and Schmidhuber 1997, forget gate by Gers et al. 2000), gates in the order input, forget, candidate,
 * output. Inputs a, u, h0?, c0?, mask?.
 */
export const lstmOp = defineOp<Direction>({
  name: 'lstm',
  doc: 'h, c [B, T, H], gates [B, T, 4H]: c_t = f·c_{t−1} + i·g, h_t = o·tanh(c_t); i, f, o = σ, g = tanh of a_t + h_{t−1}·u',
  type(inputs) {
    const { B, T, H } = sizes('lstm', inputs, 4, [2, 3], 4);
    return [float([B, T, H]), float([B, T, H]), float(operand('lstm', inputs, 0).shape)];
  },
  flops: ([, u], [h]) => (count(h) / Number(u?.shape[0] ?? 1)) * 2 * count(u) + 30 * count(h),
  gradient({ trace, inputs, outputs, grads, attributes }) {
    const [, u, h0, c0, mask] = inputs;
    const [h, c, gates] = outputs;
    const [da, du, dh0, dc0] = trace.emit(
      lstmGradientOp,
      [u, h0, c0, mask, h, c, gates, grads[0], grads[1]],
      attributes,
    );
    return [da, du, h0 ? dh0 : undefined, c0 ? dc0 : undefined, undefined];
  },
});

export const lstmGradientOp = defineOp<Direction>({
  name: 'lstmGradient',
  doc: 'da [B, T, 4H], du [H, 4H], dh0, dc0 [B, H] from u, h0, c0, mask, h, c, gates, dh, dc',
  type(inputs) {
    const [u, h, gates] = [0, 4, 6].map((i) => operand('lstmGradient', inputs, i));
    if (!u || !h || !gates) return refuse('lstmGradient', 'u, h and gates', u, h, gates);
    const state = float([h.shape[0] ?? 0, last(h.shape)]);
    return [float(gates.shape), float(u.shape), state, state];
  },
  flops: ([u, , , , h]) => (count(h) / Number(u?.shape[0] ?? 1)) * 4 * count(u) + 40 * count(h),
});

/**
 * GRU (Cho et al., arXiv 1406.1078) with the reset gate applied after the recurrent product, as cuDNN and PyTorch do;
 * gates in the order reset, update, candidate. Inputs a, u, bias? [H] (of the candidate's recurrent term), h0?, mask?.
 */
export const gruOp = defineOp<Direction>({
  name: 'gru',
  doc: 'h [B, T, H], gates [B, T, 3H], s [B, T, H] = h_{t−1}·u_n + bias: h_t = (1 − z)·n + z·h_{t−1}, n = tanh(a_n + r·s)',
  type(inputs) {
    const { B, T, H } = sizes('gru', inputs, 3, [3], 4);
    const bias = inputs[2];
    if (bias && !sameShape(bias.shape, [H])) refuse('gru', `a bias [${H}]`, bias);
    return [float([B, T, H]), float(operand('gru', inputs, 0).shape), float([B, T, H])];
  },
  flops: ([, u], [h]) => (count(h) / Number(u?.shape[0] ?? 1)) * 2 * count(u) + 25 * count(h),
  gradient({ trace, inputs, outputs, grads, attributes }) {
    const [, u, bias, h0, mask] = inputs;
    const [h, gates, s] = outputs;
    const [da, du, dbias, dh0] = trace.emit(gruGradientOp, [u, h0, mask, h, gates, s, given(grads, 0)], attributes);
    return [da, du, bias ? dbias : undefined, h0 ? dh0 : undefined, undefined];
  },
});

export const gruGradientOp = defineOp<Direction>({
  name: 'gruGradient',
  doc: 'da [B, T, 3H], du [H, 3H], dbias [H], dh0 [B, H] from u, h0, mask, h, gates, s, dh',
  type(inputs) {
    const [u, h, gates] = [0, 3, 4].map((i) => operand('gruGradient', inputs, i));
    if (!u || !h || !gates) return refuse('gruGradient', 'u, h and gates', u, h, gates);
    const H = last(h.shape);
    return [float(gates.shape), float(u.shape), float([H]), float([h.shape[0] ?? 0, H])];
  },
  flops: ([u, , , h]) => (count(h) / Number(u?.shape[0] ?? 1)) * 4 * count(u) + 35 * count(h),
});

export interface Recurrence {
  readonly h0?: Value | undefined;
  readonly mask?: Value | undefined;
  readonly reverse?: boolean;
}

/** h [B, T, H]. */
export const rnn = (trace: Trace, a: Value, u: Value, { h0, mask, reverse = false }: Recurrence): Value =>
  given(trace.emit(rnnOp, [a, u, h0, mask], { reverse }), 0);

export interface LstmStates {
  readonly h: Value;
  readonly c: Value;
  readonly gates: Value;
}

export function lstm(
  trace: Trace,
  a: Value,
  u: Value,
  { h0, c0, mask, reverse = false }: Recurrence & { readonly c0?: Value | undefined },
): LstmStates {
  const outputs = trace.emit(lstmOp, [a, u, h0, c0, mask], { reverse });
  return { h: given(outputs, 0), c: given(outputs, 1), gates: given(outputs, 2) };
}

export function gru(
  trace: Trace,
  a: Value,
  u: Value,
  bias: Value | undefined,
  { h0, mask, reverse = false }: Recurrence,
): { readonly h: Value; readonly gates: Value } {
  const outputs = trace.emit(gruOp, [a, u, bias, h0, mask], { reverse });
  return { h: given(outputs, 0), gates: given(outputs, 1) };
}
