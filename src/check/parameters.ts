import { type Block, defaultOf, type ParameterValues, parameterExpectation, type Scalar } from '../block';
import type { Node } from '../document';
import { type Bindings, evaluateDim, isDimText, parseDim } from '../tensor';
import { own } from './context';

export interface ParameterFault {
  readonly parameter: string;
  readonly code: 'graph/unknown-parameter' | 'graph/invalid-parameter';
  readonly expected: string;
  readonly received: string;
  readonly fix: string;
  /** The value that would do. */
  readonly value?: Scalar;
}

export interface Resolved {
  readonly values: ParameterValues;
  readonly faults: readonly ParameterFault[];
  /** A size is made of letters that nothing stands for yet. */
  readonly open: boolean;
}

/**
 * A node's parameters as the block sees them: references replaced by the module's values, size expressions worked out
 * from the symbols of the data, defaults filled in.
 *
 * @param complete whether `symbols` are all there will be; a size of unknown letters is no fault while they are not
 */
export function resolveParameters(
  block: Block,
  node: Node,
  outer: ParameterValues,
  symbols: Bindings,
  complete = true,
): Resolved {
  const values: Record<string, Scalar> = {};
  const faults: ParameterFault[] = [];
  const given: Record<string, Scalar> = {};
  let open = false;
  for (const [name, value] of Object.entries(node.parameters)) {
    if (typeof value !== 'object') given[name] = value;
    else {
      const promoted = own(outer, value.parameter);
      if (promoted !== undefined) given[name] = promoted;
      else {
        faults.push({
          parameter: name,
          code: 'graph/invalid-parameter',
          expected: 'a parameter that the module promotes',
          received: value.parameter,
          fix: 'Promote it in the module, or set a value here.',
        });
      }
    }
  }
  const saved = block.migrate && node.version < block.version ? block.migrate(given, node.version) : given;
  for (const name of Object.keys(saved)) {
    if (Object.hasOwn(block.parameters, name)) continue;
    faults.push({
      parameter: name,
      code: 'graph/unknown-parameter',
      expected: `one of ${Object.keys(block.parameters).join(', ') || 'no parameters'}`,
      received: name,
      fix: 'Remove the parameter from the file.',
    });
  }
  for (const [name, parameter] of Object.entries(block.parameters)) {
    const written = (Object.hasOwn(saved, name) ? saved[name] : undefined) ?? defaultOf(parameter);
    const symbolic = parameter.kind === 'int' && parameter.symbolic === true && typeof written === 'string';
    const value = symbolic ? sizeOf(written, symbols) : written;
    const expected = parameterExpectation(parameter, value);
    if (symbolic && !complete && typeof value === 'string' && isDimText(value)) open = true;
    else if (expected !== undefined) {
      const known = symbolic ? Object.keys(symbols).join(', ') : '';
      faults.push({
        parameter: name,
        code: 'graph/invalid-parameter',
        expected: known === '' ? expected : `${expected}, or a size made of ${known}`,
        received: String(written),
        fix: 'Set it in the inspector.',
        value: defaultOf(parameter),
      });
    }
    values[name] = value;
  }
  return { values, faults, open };
}

/** The number an expression stands for; the text itself where it stands for none, which no parameter accepts. */
function sizeOf(text: string, symbols: Bindings): Scalar {
  if (!isDimText(text)) return text;
  return evaluateDim(parseDim(text), symbols) ?? text;
}
