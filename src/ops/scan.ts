import { type Dim, sameShape, type TensorType, withShape } from '../tensor';
import { refuse } from './common';
import { defineOp } from './op';
import { SCAN, type ScanAttributes } from './scan-body';
import { scanGradient } from './scan-gradient';

export { bodyOf, type ScanAttributes, slimScan } from './scan-body';

export const scanOp = defineOp<ScanAttributes>({
  name: SCAN,
  doc: 'states after the last step, and sequences [B, T, …] of what the body gave at each',
  type(inputs, { body, states, sequences }) {
    const types = inputs.map((type) => type ?? refuse(SCAN, 'every operand', type));
    const T = types[states]?.shape[1];
    if (T === undefined || types.length !== body.inputs.length) {
      return refuse(SCAN, `${body.inputs.length} operands, the sequences among them [B, T, …]`, ...types);
    }
    for (const [i, id] of body.inputs.entries()) {
      const [is, wanted] = [types[i], body.values[id]];
      if (!is || !wanted) return refuse(SCAN, 'an operand for every input of the body', is);
      const step = i >= states && i < states + sequences;
      const expected = step ? withShape(wanted, stacked(wanted.shape, T)) : wanted;
      if (is.dtype !== expected.dtype || !sameShape(is.shape, expected.shape)) {
        return refuse(SCAN, `${expected.dtype} [${expected.shape.join(', ')}] as operand ${i + 1}`, is);
      }
    }
    return body.outputs.map((id, i) => {
      const type = body.values[id] ?? refuse(SCAN, 'a type for every output of the body', undefined);
      return i < states ? type : withShape(type, stacked(type.shape, T));
    });
  },
  flops: (inputs, _, { body, states }) => Number(inputs[states]?.shape[1] ?? 0) * body.flops,
  gradient: scanGradient,
});

/** A step's shape with the time axis put in: [B, …] → [B, T, …]. */
export const stacked = (shape: readonly Dim[], T: Dim): readonly Dim[] => [...shape.slice(0, 1), T, ...shape.slice(1)];

/** A sequence's shape at one time step: [B, T, …] → [B, …]. */
export const atStep = (type: TensorType): TensorType => withShape(type, type.shape.toSpliced(1, 1));
