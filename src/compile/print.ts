import { type Body, isBody, type Step } from '../ops';
import { showType, type TensorType } from '../tensor';
import type { Program } from './program';

/** A Program as text, an operation a line: `%7 = linear(%3, %1, %2) float [8, 64, 128]  encoder.0.linear`. */
export function printProgram(program: Program): string {
  const type = typeIn(program.values);
  const named = (kind: string, list: readonly { readonly name: string; readonly value: number }[]) =>
    list.map(({ name, value }) => `%${value} = ${kind} ${name} ${type(value)}`);
  const lines = [
    ...named('input', program.inputs),
    ...named('scalar', program.scalars),
    ...named('weight', program.weights),
    ...named('slot', program.slots),
  ];
  let part = '';
  for (const step of program.steps) {
    if (step.part !== part) lines.push(`# ${step.part}`);
    part = step.part;
    lines.push(...printStep(step, program.values));
  }
  lines.push('# results');
  for (const { names, value } of program.reported) lines.push(`report ${names.join(', ')} = %${value}`);
  lines.push(...program.outputs.map(({ name, value }) => `output ${name} = %${value}`));
  lines.push(...program.taps.map((tap) => `tap ${tap.path}/${tap.name} [${tap.axes.join(' ')}] = %${tap.value}`));
  lines.push(...program.updates.map(({ kind, name, value }) => `${kind} ${name} = %${value}`));
  return `${lines.join('\n')}\n`;
}

const typeIn = (values: readonly TensorType[]) => (id: number) => {
  const type = values[id];
  return type ? showType(type) : '?';
};

/** One step; the steps of a body it holds stand below it, further in. */
function printStep(step: Step, values: readonly TensorType[]): string[] {
  const plain = Object.entries(step.attributes).filter(([, value]) => !isBody(value));
  const attributes = plain.map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  const operands = [...step.inputs.map((id) => (id === null ? '-' : `%${id}`)), ...attributes].join(', ');
  const results = step.outputs.map((id) => `%${id}`).join(', ');
  const types = step.outputs.map(typeIn(values)).join('; ');
  const frees = step.frees.length === 0 ? '' : `  free ${step.frees.map((id) => `%${id}`).join(' ')}`;
  const line = `${results} = ${step.op}(${operands}) ${types}${step.path ? `  ${step.path}` : ''}${frees}`;
  const bodies = Object.values(step.attributes).filter(isBody);
  return [line, ...bodies.flatMap(printBody).map((inner) => `  | ${inner}`)];
}

function printBody({ values, steps, inputs, outputs }: Body): string[] {
  const ids = (list: readonly number[]) => list.map((id) => `%${id}`).join(', ');
  return [`given ${ids(inputs)}`, ...steps.flatMap((step) => printStep(step, values)), `gives ${ids(outputs)}`];
}
