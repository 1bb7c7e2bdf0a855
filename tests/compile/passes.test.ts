import { describe, expect, it } from 'vitest';
import { blocks } from '../../blocks';
import { selectWeights } from '../../src/compile';
import { add, eliminate, multiply, planFrees, Trace } from '../../src/ops';
import { float } from '../../src/tensor';
import { caseOf, compileCase } from '../support/block';
import { use } from '../support/devices';
import { execute, programOf } from '../support/program';
import { fc } from '../support/property';

describe('law 4: dropping what nobody needs', () => {
  const examples = blocks.flatMap((block) => block.examples.slice(0, 1).map((example) => caseOf(block, example, 0)));

  it.each(examples.map((one) => ({ label: one.label, one })))('keeps every output of $label', async ({ one }) => {
    const device = await use('cpu');
    const { program, fed } = compileCase(one);
    // One output at a time: all that leads to the others is dropped.
    const whole = await execute(device, program, fed);
    for (const output of program.outputs) {
      const wanted = new Set([output.value]);
      const steps = planFrees(eliminate(program.steps, wanted), wanted);
      const ran = await execute(device, { ...program, steps, outputs: [output], taps: [] }, fed);
      expect(ran.leaked).toBe(0);
      expect(ran.outputs.get(output.name)).toEqual(whole.outputs.get(output.name));
    }
  });

  it('leaves nothing that nobody needs, and frees at the last use', () => {
    const trace = new Trace();
    const x = trace.input(float([2]));
    const y = add(trace, x, x);
    multiply(trace, y, y);
    const z = add(trace, y, x);
    const program = programOf(trace, { inputs: new Map([['x', x]]), outputs: new Map([['z', z]]) });
    expect(program.steps.map(({ op, frees }) => ({ op, frees }))).toEqual([
      { op: 'add', frees: [] },
      { op: 'add', frees: [y.id] },
    ]);
  });
});

describe('patterns of weights', () => {
  const names = ['embed.table', 'decoder.0.linear.kernel', 'decoder.0.linear.bias', 'decoder.1.linear.kernel'];

  it.each([
    [['*'], names],
    [[], []],
    [[''], []],
    [['embed.table'], ['embed.table']],
    [['embed'], []],
    [['decoder.*'], names.slice(1)],
    [['*.kernel'], [names[1], names[3]]],
    [
      ['decoder.*.bias', 'embed.*'],
      [names[0], names[2]],
    ],
    [['*0*kernel'], [names[1]]],
    [['decoder.?.linear.kernel'], []],
    [['.*'], []],
    [['embed.table*'], ['embed.table']],
    [['embed.table*table'], []],
    [['**'], names],
  ])('%j select %j', (patterns, selected) => {
    expect([...selectWeights(names, patterns)]).toEqual(selected);
  });

  it('mean what a regular expression of them would', () => {
    const letters = fc.constantFrom('a', 'b', '.', '*');
    fc.assert(
      fc.property(
        fc.array(letters, { maxLength: 7 }),
        fc.array(fc.constantFrom('a', 'b', '.'), { maxLength: 9 }),
        (p, n) => {
          const [pattern, name] = [p.join(''), n.join('')];
          const slow = new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
          expect(selectWeights([name], [pattern]).has(name)).toBe(slow.test(name));
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('say no in no time, however many stars', () => {
    const start = performance.now();
    expect(selectWeights([`${'a'.repeat(80)}.kernel`], [`${'*a'.repeat(60)}b`]).size).toBe(0);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
