import { setAnnotations } from './annotations';
import { freshName, graphOf, type Scope } from './edits';
import type { Change, Patch } from './patch';
import type { Document, Module, ModuleUse, ParameterValue } from './schema';

/** What an instance says of itself; a field set to undefined goes. */
export function setUse(document: Document, scope: Scope, id: string, change: Partial<ModuleUse>): Patch {
  const use = graphOf(document, scope)?.nodes.find((node) => node.id === id)?.module;
  if (!use) return [];
  const path = [...(scope === undefined ? ['graph'] : ['modules', scope]), 'nodes', id, 'module'];
  const after = { ...use, ...change };
  return [{ path, before: use, after }];
}

export function setModule(
  document: Document,
  id: string,
  change: Pick<Partial<Module>, 'name' | 'description'>,
): Patch {
  const module = document.modules.find((one) => one.id === id);
  if (!module) return [];
  return Object.entries(change).flatMap(([field, after]): Change[] => {
    const before = field === 'name' ? module.name : module.description;
    if (before === after) return [];
    return [
      {
        path: ['modules', id, field],
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
      },
    ];
  });
}

/** Lets instances set a parameter of a block inside; those there are keep its value. */
export function promote(
  document: Document,
  scope: Scope,
  node: string,
  parameter: string,
  standard: ParameterValue,
): Patch {
  const module = document.modules.find(({ id }) => id === scope);
  const inner = module?.nodes.find(({ id }) => id === node);
  if (!module || !inner || typeof standard === 'object') return [];
  const taken = new Set(module.parameters.map(({ id }) => id));
  const id = freshName(taken, taken.has(parameter) ? `${inner.name}_${parameter}` : parameter);
  const before = Object.hasOwn(inner.parameters, parameter) ? inner.parameters[parameter] : undefined;
  return [
    { path: ['modules', module.id, 'parameters', id], after: { id, default: standard } },
    {
      path: ['modules', module.id, 'nodes', node, 'parameters', parameter],
      ...(before === undefined ? {} : { before }),
      after: { parameter: id },
    },
  ];
}

/** Takes a promoted parameter back: every block inside that refers to it gets the value that held where none was set. */
export function demote(document: Document, moduleId: string, parameter: string): Patch {
  const module = document.modules.find(({ id }) => id === moduleId);
  const promoted = module?.parameters.find(({ id }) => id === parameter);
  if (!module || !promoted) return [];
  const index = module.parameters.indexOf(promoted);
  const inside = module.nodes.flatMap(({ id, parameters }) =>
    Object.entries(parameters).flatMap(([name, value]): Change[] =>
      typeof value === 'object' && value.parameter === parameter
        ? [{ path: ['modules', moduleId, 'nodes', id, 'parameters', name], before: value, after: promoted.default }]
        : [],
    ),
  );
  return [
    ...inside,
    ...instancesOf(document, moduleId).flatMap(({ path, node }): Change[] => {
      const before = Object.hasOwn(node.parameters, parameter) ? node.parameters[parameter] : undefined;
      return before === undefined ? [] : [{ path: [...path, 'nodes', node.id, 'parameters', parameter], before }];
    }),
    { path: ['modules', moduleId, 'parameters', parameter], before: promoted, index },
  ];
}

export function setDefault(document: Document, moduleId: string, parameter: string, value: ParameterValue): Patch {
  const before = document.modules.find(({ id }) => id === moduleId)?.parameters.find(({ id }) => id === parameter);
  if (!before || typeof value === 'object') return [];
  return [{ path: ['modules', moduleId, 'parameters', parameter], before, after: { ...before, default: value } }];
}

/** Takes a definition out of the document with the places of what is in it, or names the instances that still need it. */
export function removeModule(
  document: Document,
  id: string,
): { readonly patch: Patch } | { readonly users: readonly string[] } {
  const index = document.modules.findIndex((module) => module.id === id);
  const module = document.modules[index];
  if (!module) return { patch: [] };
  const users = usersOf(document, id);
  if (users.length > 0) return { users };
  const inside = new Set(module.nodes.map((node) => node.id));
  // Later ones go first, so that the index of each still holds when it is put back.
  const places = document.layout.positions
    .map((place, at): Change => ({ path: ['layout', 'positions', place.id], before: place, index: at }))
    .filter((_, at) => inside.has(document.layout.positions[at]?.id ?? ''))
    .reverse();
  const drawn = (document.layout.annotations ?? []).filter(({ scope }) => scope !== id);
  return { patch: [...places, ...setAnnotations(document, drawn), { path: ['modules', id], before: module, index }] };
}

/** Who uses a module: `layer`, or `layer in Encoder` where the instance stands in a module. */
export const usersOf = (document: Document, module: string): string[] =>
  instancesOf(document, module)
    // What stands in the module itself goes with it.
    .filter(({ path }) => path[1] !== module)
    .map(({ path, node }) => {
      const around = document.modules.find(({ id }) => id === path[1]);
      return around ? `${node.name} in ${around.name}` : node.name;
    });

/** Every instance of a module, with the path of the graph it stands in. */
export const instancesOf = (document: Document, module: string) =>
  [
    { path: ['graph'], graph: document.graph },
    ...document.modules.map((one) => ({ path: ['modules', one.id], graph: one })),
  ].flatMap(({ path, graph }) =>
    graph.nodes.filter((node) => node.module?.id === module).map((node) => ({ path, node })),
  );
