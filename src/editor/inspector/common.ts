import { type Parameter, parameterExpectation } from '../../block';
import type { Document, Node, Patch, Scope } from '../../document';
import { setParameter } from '../../document';
import type { Bindings } from '../../tensor';
import { parseNumber } from '../../ui';
import type { Library } from '../library';
import { type Setting, settingsOf, sizeFault } from './parameters';

type Plain = number | boolean | string;

/** A parameter that all of several blocks have. */
export interface CommonSetting {
  readonly name: string;
  /** What all of them take: the narrower limits, the options they share. */
  readonly parameter: Parameter;
  /** The value they agree on; undefined where they do not. */
  readonly value: Plain | undefined;
}

/** Parameters of the same name and kind; those left to the users of a module are that module's matter. */
export function commonSettings(nodes: readonly Node[], document: Document, library: Library): readonly CommonSetting[] {
  const [first, ...others] = nodes.map((node) =>
    settingsOf(node, library.byId.get(node.block), document, library.byId),
  );
  return (first ?? []).flatMap((setting): CommonSetting[] => {
    const all = [setting, ...others.flatMap((settings) => settings.find(({ name }) => name === setting.name) ?? [])];
    if (all.length < nodes.length) return [];
    const parameter = all.map((one) => one.parameter).reduce<Parameter | undefined>(both, setting.parameter);
    const values = all.flatMap(({ value }: Setting) => (typeof value === 'object' ? [] : [value]));
    if (!parameter || values.length < all.length) return [];
    const [value] = values;
    return [{ name: setting.name, parameter, value: values.every((one) => one === value) ? value : undefined }];
  });
}

/** What two parameters both take; undefined where they are not the same kind of thing. */
function both(a: Parameter | undefined, b: Parameter): Parameter | undefined {
  if (a === undefined) return undefined;
  switch (a.kind) {
    case 'int':
    case 'float': {
      if (b.kind !== a.kind) return undefined;
      const limits = { min: Math.max(a.min, b.min), max: Math.min(a.max, b.max) };
      if (a.kind === 'float' || b.kind === 'float') return { ...a, ...limits };
      return { ...a, ...limits, symbolic: a.symbolic === true && b.symbolic === true };
    }
    case 'bool':
      return b.kind === 'bool' ? a : undefined;
    case 'choice': {
      const options = b.kind === 'choice' ? a.options.filter((option) => b.options.includes(option)) : [];
      return options.length === 0 ? undefined : { ...a, options };
    }
    case 'data':
      return b.kind === 'data' && b.accepts === a.accepts ? a : undefined;
  }
}

/** Sets a parameter of several blocks: one patch, one entry of the history. */
export const setCommon = (document: Document, scope: Scope, ids: Iterable<string>, name: string, value: Plain): Patch =>
  [...ids].flatMap((id) => setParameter(document, scope, id, name, value));

/** What is wrong with the text of a number; undefined where nothing is. */
export function numberFault(text: string, parameter: Parameter, symbols: Bindings): string | undefined {
  if (parameter.kind !== 'int' && parameter.kind !== 'float') return undefined;
  const number = parseNumber(text);
  if (number.ok) {
    const expected = parameterExpectation(parameter, number.value);
    return expected === undefined ? undefined : `Enter ${expected}.`;
  }
  const symbolic = parameter.kind === 'int' && parameter.symbolic === true;
  return symbolic ? sizeFault(text, parameter, symbols) : number.message;
}
