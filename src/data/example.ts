import type { DataSpec, Dataset, PreviewImage, Values } from './types';
import { detokenize, textOf } from './vocabulary';

/** One thing of an example that a block shows: symbols in order, a picture, readings over time, or one value in words. */
export type ExamplePart =
  | { readonly kind: 'symbols'; readonly port: string; readonly symbols: readonly string[]; readonly more: boolean }
  | { readonly kind: 'image'; readonly port: string; readonly image: PreviewImage }
  /** `columns`: readings by column, in time. */
  | { readonly kind: 'series'; readonly port: string; readonly columns: readonly (readonly number[])[] }
  | { readonly kind: 'value'; readonly port: string; readonly text: string };

/** Symbols of a text that are shown at most. */
const MOST_SYMBOLS = 24;
/** Letters of a symbol or a value: a file can have lines without end. */
const LONGEST = 120;
/** Columns of a series, and numbers of a row of features, that are shown at most. */
const MOST_COLUMNS = 4;

/**
 * The first training example by output port, as the model is given it: what is asked for at every place of a text is left
 * out, for it is the same text. Undefined where there is no example.
 */
export function firstExample(dataset: Dataset): readonly ExamplePart[] | undefined {
  const { spec, counts } = dataset;
  if (counts.train < 1) return undefined;
  const values = dataset.batch('train', [0], [0]);
  const caption = values.target_out ? textOf(spec, 'target_out', values.target_out.data) : '';
  const label = shortened(values.label ? detokenize(spec, 'labels', values.label.data).join('') : caption);
  return Object.keys(spec.ports).flatMap((port): ExamplePart[] => {
    const found = values[port];
    return found && !repeats(spec, port) ? partOf(spec, port, found, values[maskOf(values, port)], label) : [];
  });
}

const shortened = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

/** Whether a port says the same as another one, a step later. */
const repeats = (spec: DataSpec, port: string): boolean =>
  port === 'target_in' || port === 'target' || (port === 'targets' && spec.ports[port]?.dtype === 'int');

const maskOf = (values: Readonly<Record<string, Values>>, port: string): string => {
  const own = `${port.replace(/_out$/, '')}_mask`;
  return own in values ? own : 'mask';
};

function partOf(
  spec: DataSpec,
  port: string,
  { data, shape }: Values,
  mask: Values | undefined,
  label: string,
): ExamplePart[] {
  const dtype = spec.ports[port]?.dtype;
  if (dtype === 'bool') return [];
  if (dtype === 'int') {
    if (shape.length === 1) return [{ kind: 'value', port, text: shortened(detokenize(spec, port, data).join('')) }];
    const there = mask ? data.filter((_, i) => mask.data[i] !== 0) : data;
    const symbols = detokenize(spec, port, there.slice(0, MOST_SYMBOLS)).map(shortened);
    return [{ kind: 'symbols', port, symbols, more: there.length > symbols.length }];
  }
  const [, ...own] = shape;
  const [height = 1, width = 1, channels = 1] = own;
  if (own.length === 3) {
    const image = { height, width, channels, pixels: Uint8Array.from(data), text: label };
    return [{ kind: 'image', port, image }];
  }
  if (own.length === 2) {
    const columns = Array.from({ length: Math.min(width, MOST_COLUMNS) }, (_, c) =>
      Array.from({ length: height }, (_, t) => data[t * width + c] ?? 0),
    );
    return [{ kind: 'series', port, columns }];
  }
  const numbers = Array.from(data.slice(0, MOST_COLUMNS), (value) => String(Number(value.toPrecision(3))));
  return [{ kind: 'value', port, text: `${numbers.join('  ')}${data.length > MOST_COLUMNS ? ' …' : ''}` }];
}
