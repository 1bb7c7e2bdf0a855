import { beforeAll, describe, expect, it } from 'vitest';
import { blocks } from '../../blocks';
import { type Block, parameterExpectation } from '../../src/block';
import { evaluateBlock } from '../../src/check/evaluate';
import { resolveParameters } from '../../src/check/parameters';
import { breaches } from '../../src/compile';
import { emptyDocument, parseDocument, serialiseDocument } from '../../src/document';
import type { DeviceName } from '../../src/kernels';
import { bindType, numericShape } from '../../src/tensor';
import { blockById, type CompiledCase, caseOf, compileCase, gradientName, parametersOf } from '../support/block';
import { expectClose } from '../support/close';
import { use } from '../support/devices';
import { slopeError } from '../support/differences';
import { dot, type HostTensor } from '../support/host';
import { execute, type Ran } from '../support/program';
import { refusals } from './refusals';

/** Blocks that compute something; data and module blocks are places where something comes in or goes out. */
const computing = blocks.filter((block) => block.forward !== undefined);

const examples = computing.flatMap((block) =>
  block.examples.map((example, i) => ({ example, one: caseOf(block, example, i), label: `${block.id} ${i + 1}` })),
);

/** Every block and each of its examples. */
export function blockSuite(backend: DeviceName): void {
  describe(`blocks on ${backend}`, () => {
    const references = new Map<string, Ran>();

    beforeAll(async () => {
      if (backend === 'cpu') return;
      const cpu = await use('cpu');
      for (const { one, label } of examples) {
        const { program, fed } = compileCase(one);
        references.set(label, await execute(cpu, program, fed));
      }
    });

    describe.each(examples)('$label', ({ example, one, label }) => {
      const compiled = compileCase(one);
      const { evaluation, program, fed } = compiled;
      let ran: Ran;

      beforeAll(async () => {
        ran = await execute(await use(backend), program, fed);
      });

      it('computes what its types say and leaves nothing behind', () => {
        expect(breaches(program)).toEqual([]);
        expect(ran.leaked).toBe(0);
        for (const [port, type] of Object.entries(evaluation.outputs)) {
          const is = ran.outputs.get(`y:${port}`);
          const { dtype, shape } = bindType(type, compiled.bindings);
          expect({ port, dtype: is?.dtype, shape: is?.shape }).toEqual({ port, dtype, shape });
          expect(finite(is), `${port} is finite`).toBe(true);
        }
        for (const [name, value] of ran.outputs) if (name.startsWith('m:')) expect(value.shape).toEqual([]);
        expect(evaluation.flops).toBeGreaterThanOrEqual(0);
        expect(evaluation.activationBytes).toBeGreaterThanOrEqual(0);
      });

      it('fires its declared taps with the declared axes', () => {
        const declared = Object.entries(one.block.taps ?? {});
        const fired = compiled.taps.map(({ path, name }) => ({ path, name }));
        expect(fired).toEqual(declared.map(([name]) => ({ path: 'block', name })));
        for (const [i, { name, axes }] of compiled.taps.entries()) {
          const value = ran.taps[i];
          const rank = value?.shape.length ?? -1;
          // A star stands for any number of axes.
          const named = axes.filter((axis) => axis !== '*').length;
          expect(axes.includes('*') ? rank >= named : rank === named, `${name}: ${axes} for rank ${rank}`).toBe(true);
          const type = evaluation.taps[name];
          expect(type && numericShape(type.shape, compiled.bindings)).toEqual(value?.shape);
          expect(finite(value), `${name} is finite`).toBe(true);
        }
      });

      it('gives every weight a gradient, and every state a new value', () => {
        for (const [name, spec] of Object.entries(evaluation.weights)) {
          const next = ran.outputs.get(`u:${name}`);
          expect(next?.shape, `a new ${name}`).toEqual(spec.trainable ? undefined : spec.shape);
          if (!spec.trainable) {
            expect(finite(next), `the new ${name} is finite`).toBe(true);
            continue;
          }
          const gradient = ran.outputs.get(`d:w:${name}`);
          expect(gradient?.shape, name).toEqual(spec.shape);
          expect(finite(gradient), `∂/∂${name} is finite`).toBe(true);
          const largest = largestOf(gradient);
          const reason = example.zeroGradient?.[name];
          if (reason === undefined) expect(largest, `∂/∂${name} is not zero`).toBeGreaterThan(1e-4);
          else expect(largest, `∂/∂${name} is zero: ${reason}`).toBeLessThan(1e-5);
        }
        const weights = new Set(Object.keys(evaluation.weights));
        for (const name of Object.keys(example.zeroGradient ?? {})) expect(weights).toContain(name);
      });

      if (backend !== 'cpu') {
        it('agrees with the cpu backend', () => {
          // A gradient that is zero but for rounding has no digits to agree on; that it is zero has been seen above.
          const zero = new Set(Object.keys(example.zeroGradient ?? {}).map((name) => `d:w:${name}`));
          const told = ({ outputs }: Pick<Ran, 'outputs'>) => new Map([...outputs].filter(([name]) => !zero.has(name)));
          expectClose(told(ran), told(references.get(label) ?? { outputs: new Map() }));
          expectClose(tapsOf(compiled, ran), tapsOf(compiled, references.get(label)));
        });
        return;
      }

      it('has gradients that finite differences confirm', async () => {
        const stopped = Object.keys(example.noGradient ?? {});
        for (const port of stopped) expect(ran.outputs.has(`d:x:${port}.0`), port).toBe(false);
        const excused = new Set(stopped.map((port) => `data.${port}.0`));
        expect(await slopeErrors(compiled, ran, excused)).toEqual([]);
      });
    });

    if (backend === 'cpu') describe.each(blocks.map((block) => ({ id: block.id, block })))('$id', declarations);
    if (backend === 'cpu') describe('refusals', refusalTests);
  });
}

/** @param excused inputs through which no gradient is meant to pass */
async function slopeErrors(
  { forward, fed, factors }: CompiledCase,
  ran: Ran,
  excused: ReadonlySet<string>,
): Promise<string[]> {
  const device = await use('cpu');
  const errors: string[] = [];
  for (const [name, at] of fed) {
    if (at.dtype !== 'float' || name.startsWith('r:') || excused.has(name)) continue;
    const error = await slopeError({
      at,
      name,
      gradient: ran.outputs.get(gradientName(name)),
      evaluate: async (x) => {
        const { outputs } = await execute(device, forward, new Map([...fed, [name, x]]));
        let [sum, squares] = [0, 0];
        for (const [port, factor] of factors) {
          const y = outputs.get(port)?.data ?? [];
          sum += dot(y, factor.data);
          squares += Array.from(y, (v, i) => (v * (factor.data[i] ?? 0)) ** 2).reduce((a, b) => a + b, 0);
        }
        return { sum, length: Math.sqrt(squares) };
      },
    });
    if (error !== undefined) errors.push(error);
  }
  return errors;
}

/** What a block says of itself, without running anything. */
function declarations({ block }: { readonly block: Block }): void {
  it('is documented', () => {
    expect(block.doc.title).not.toBe('');
    expect(block.doc.text.length).toBeGreaterThan(40);
    for (const [name, parameter] of Object.entries(block.parameters)) expect(parameter.doc, name).not.toBe('');
    for (const [name, tap] of Object.entries(block.taps ?? {})) expect(tap.doc, name).not.toBe('');
  });

  it('has defaults that it accepts itself', () => {
    for (const [name, parameter] of Object.entries(block.parameters)) {
      if (parameter.kind === 'data') continue;
      expect(parameterExpectation(parameter, parameter.default), name).toBeUndefined();
    }
  });

  if (block.forward === undefined) {
    it('has no examples, as it computes nothing', () => expect(block.examples).toEqual([]));
    return;
  }

  it('has an ordinary example, one of size 1, one of primes, and one with each mask', () => {
    expect(block.examples.length).toBeGreaterThanOrEqual(3);
    const sizes = block.examples.map(({ inputs }) => Object.values(inputs).flat(2));
    const primes = new Set([3, 5, 7, 11, 13, 17]);
    expect(sizes.some((list) => list.includes(1))).toBe(true);
    expect(sizes.some((list) => new Set(list.filter((n) => primes.has(n))).size >= 2)).toBe(true);
    const masks = Object.keys(block.inputs).filter((port) => port.includes('mask'));
    for (const mask of masks) {
      const masked = block.examples.filter(({ inputs, lengths }) => mask in inputs && lengths !== undefined);
      expect(masked.length, mask).toBeGreaterThan(0);
    }
    const optional = Object.keys(block.inputs);
    for (const port of optional)
      expect(
        block.examples.some(({ inputs }) => port in inputs),
        port,
      ).toBe(true);
  });

  it('keeps its parameters through JSON', () => {
    for (const example of block.examples) {
      const parameters = parametersOf(block, example.parameters);
      const node = { id: 'n', name: 'n', block: block.id, version: block.version, parameters };
      const document = { ...emptyDocument('round trip'), graph: { nodes: [node], edges: [] } };
      const parsed = parseDocument(serialiseDocument(document));
      const back = 'document' in parsed ? parsed.document.graph.nodes[0] : undefined;
      expect(back).toEqual(node);
      if (!back) return;
      expect(resolveParameters(block, back, {}, {})).toEqual({ values: parameters, faults: [], open: false });
    }
  });
}

function refusalTests(): void {
  it('stand in the table for every block that refuses', () => {
    const refusing = blocks.filter((block) => block.refuse !== undefined).map(({ id }) => id);
    expect([...new Set(refusals.map(({ block }) => block))].sort()).toEqual(refusing.sort());
  });

  it.each(refusals)('$block: $name', ({ block: id, parameters: given, inputs, refusal }) => {
    const block = blockById(id);
    const parameters = parametersOf(block, given);
    expect(evaluateBlock(block, parameters, inputs, {})).toEqual({ ok: false, refusal });
    expect([...Object.keys(block.parameters), ...Object.keys(block.inputs)]).toContain(refusal.at);
    if (!refusal.edit) return;
    expect(evaluateBlock(block, { ...parameters, ...refusal.edit }, inputs, {}).ok).toBe(true);
  });
}

const finite = (value: HostTensor | undefined): boolean =>
  value !== undefined && [...value.data].every(Number.isFinite);

const largestOf = (value: HostTensor | undefined): number =>
  value ? [...value.data].reduce((max, x) => Math.max(max, Math.abs(x)), 0) : Number.NaN;

const tapsOf = ({ taps }: CompiledCase, ran: Ran | undefined): Map<string, HostTensor> =>
  new Map(
    taps.flatMap(({ name }, i): [string, HostTensor][] => {
      const value = ran?.taps[i];
      return value ? [[name, value]] : [];
    }),
  );
