import type { Document, Module, ModuleUse, Node } from './schema';

/** Blocks inside a module that are its ports; their names are the ports' names. */
export const MODULE_INPUT = 'module-input';
export const MODULE_OUTPUT = 'module-output';

export interface ModulePort {
  readonly name: string;
  /** May stay unconnected: where nothing is wired a state begins at zero and no step is masked. */
  readonly optional: boolean;
  /**
   * How a recurrent module reads it: `step` one time step after the other, `state` what it gave at the step before,
   * `mask` bool [B, T], false where the states stay as they are, `whole` the same at every step.
   */
  readonly reads: 'whole' | 'step' | 'state' | 'mask';
  /** The block inside; the mask of a recurrent module has none. */
  readonly node: Node | undefined;
}

export interface ModulePorts {
  readonly inputs: readonly ModulePort[];
  readonly outputs: readonly string[];
}

/** A state's value after the last step; under the output's own name stands its value at every step. */
export const lastOf = (output: string): string => `${output.slice(0, 75)}_last`;

/** The port that says which time steps are there, unless the module has one of that name itself. */
const MASK = 'mask';

/**
 * What can be wired to an instance. A recurrent module gives every output as a sequence, and each state beside it after
 * the last step, `<name>_last`; its state ports may stay open, and a port `mask` says where sequences end.
 */
export function modulePorts(module: Module, use: ModuleUse): ModulePorts {
  const named = (block: string) => module.nodes.filter((node) => node.block === block);
  const outputs = named(MODULE_OUTPUT).map(({ name }) => name);
  const inputs = named(MODULE_INPUT).map((node): ModulePort => {
    const state = use.recurrent?.some(({ to }) => to === node.name) === true;
    const step = use.recurrent !== undefined && node.parameters.steps === true;
    return {
      name: node.name,
      optional: state || node.parameters.optional === true,
      reads: state ? 'state' : step ? 'step' : 'whole',
      node,
    };
  });
  if (use.recurrent === undefined) return { inputs, outputs };
  const mask: ModulePort[] = inputs.some(({ name }) => name === MASK)
    ? []
    : [{ name: MASK, optional: true, reads: 'mask', node: undefined }];
  const last = use.recurrent.map(({ from }) => lastOf(from)).filter((name) => !outputs.includes(name));
  return { inputs: [...inputs, ...mask], outputs: [...outputs, ...new Set(last)] };
}

export const moduleOf = (document: Document, node: Node): Module | undefined =>
  node.module && document.modules.find(({ id }) => id === node.module?.id);
