import { showType } from '../tensor';
import type { Program } from './program';

/** A Program as text, an operation a line: `%7 = linear(%3, %1, %2) float [8, 64, 128]  encoder.0.linear`. */
export function printProgram(program: Program): string {
  const type = (id: number) => {
    const t = program.values[id];
    return t ? showType(t) : '?';
  };
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
    const attributes = Object.entries(step.attributes).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
    const operands = [...step.inputs.map((id) => (id === null ? '-' : `%${id}`)), ...attributes].join(', ');
    const results = step.outputs.map((id) => `%${id}`).join(', ');
    const types = step.outputs.map(type).join('; ');
    const frees = step.frees.length === 0 ? '' : `  free ${step.frees.map((id) => `%${id}`).join(' ')}`;
    lines.push(`${results} = ${step.op}(${operands}) ${types}${step.path ? `  ${step.path}` : ''}${frees}`);
  }
  lines.push('# results');
  if (program.reported.length > 0) lines.push(`# report: ${program.reported.join(', ')}`);
  lines.push(...program.outputs.map(({ name, value }) => `output ${name} = %${value}`));
  lines.push(...program.taps.map((tap) => `tap ${tap.path}/${tap.name} [${tap.axes.join(' ')}] = %${tap.value}`));
  lines.push(...program.updates.map(({ kind, name, value }) => `${kind} ${name} = %${value}`));
  return `${lines.join('\n')}\n`;
}
