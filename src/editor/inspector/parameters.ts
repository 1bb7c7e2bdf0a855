import { type Block, type Parameter, parameterExpectation } from '../../block';
import { type Document, type Module, moduleOf, type Node, type ParameterValue } from '../../document';
import { type Bindings, evaluateDim, isDimText, parseDim, symbolsOf } from '../../tensor';

/** One setting of a node as the inspector shows it. */
export interface Setting {
  readonly name: string;
  readonly parameter: Parameter;
  readonly value: ParameterValue;
}

/** The settings of a block, or those that a module promotes, which are like any other of their kind. */
export function settingsOf(
  node: Node,
  block: Block | undefined,
  document: Document,
  byId: ReadonlyMap<string, Block>,
): readonly Setting[] {
  if (!node.module) {
    return Object.entries(block?.parameters ?? {}).map(([name, parameter]) => ({
      name,
      parameter,
      value: node.parameters[name] ?? (parameter.kind === 'data' ? '' : parameter.default),
    }));
  }
  const module = document.modules.find(({ id }) => id === node.module?.id);
  return (module?.parameters ?? []).map(({ id, default: standard }) => ({
    name: id,
    parameter: (module && innerParameter(module, id, document, byId)) ?? promoted(standard),
    value: node.parameters[id] ?? standard,
  }));
}

/** What a promoted parameter is inside: that of the first block that refers to it, through modules in modules. */
function innerParameter(
  module: Module,
  id: string,
  document: Document,
  byId: ReadonlyMap<string, Block>,
  depth = 0,
): Parameter | undefined {
  // A module that stands in itself is a problem, and opens all the same.
  if (depth > 24) return undefined;
  for (const inner of module.nodes) {
    for (const [name, value] of Object.entries(inner.parameters)) {
      if (typeof value !== 'object' || value.parameter !== id) continue;
      const definition = moduleOf(document, inner);
      const found = definition
        ? innerParameter(definition, name, document, byId, depth + 1)
        : byId.get(inner.block)?.parameters[name];
      if (found) return found;
    }
  }
  return undefined;
}

/** An upper limit that a parameter has only so that it has one says nothing to a person. */
const LIMITLESS = 1e5;

/** Names in a text of documentation stand in backticks. */
export const quoted = (text: string): string => text.replaceAll(/`([^`]*)`/g, '‘$1’');

/** What a parameter means and, for a number, which it takes: units and letters stand in its own words. */
export function hintOf(parameter: Parameter): string {
  const doc = quoted(parameter.doc);
  if (parameter.kind !== 'int' && parameter.kind !== 'float') return doc;
  const { min, max } = parameter;
  if (max < LIMITLESS) return `${doc} From ${min} to ${max}.`;
  return min > -LIMITLESS ? `${doc} At least ${min}.` : doc;
}

const ANY = { min: -1e12, max: 1e12, doc: 'Set for this use of the module.' } as const;

function promoted(standard: number | boolean | string): Parameter {
  if (typeof standard === 'boolean') return { kind: 'bool', default: standard, doc: ANY.doc };
  if (typeof standard === 'number') return { kind: 'float', default: standard, ...ANY };
  return { kind: 'int', default: standard, symbolic: true, ...ANY };
}

/** What is wrong with the text of a size that may be written with the data's symbols; undefined where nothing is. */
export function sizeFault(text: string, parameter: Parameter, symbols: Bindings): string | undefined {
  if (!isDimText(text)) return 'Enter a whole number, or a size such as V or 2*K.';
  const dim = parseDim(text);
  const value = evaluateDim(dim, symbols);
  if (value !== undefined) {
    const expected = parameterExpectation(parameter, value);
    return expected === undefined ? undefined : `${text} is ${value}: enter ${expected}.`;
  }
  const unknown = symbolsOf(dim).filter((symbol) => symbols[symbol] === undefined);
  const known = Object.keys(symbols).join(', ');
  return `${unknown.join(', ')} is not a size of the data${known === '' ? '' : `, which has ${known}`}.`;
}
