import type { Module, ModuleUse, Node, Point } from '../document';

/** A recurrent cell drawn out of simple blocks: a module, how an instance runs it over time, and where its blocks stand. */
export interface Cell {
  readonly module: Module;
  readonly use: ModuleUse;
  readonly positions: readonly (Point & { readonly id: string })[];
  /** Ports of the fused block by the drawing's port that does the same. */
  readonly ports: Readonly<Record<string, string>>;
}

/** Recurrent blocks of the library that can be shown from the inside. */
export const CELLS = ['rnn', 'lstm', 'gru'] as const;
export type CellKind = (typeof CELLS)[number];

export const isCell = (block: string): block is CellKind => CELLS.some((kind) => kind === block);

/** Names of a drawing's blocks in columns; a wire is `from.port to.port`. */
interface Drawing {
  readonly title: string;
  readonly description: string;
  readonly blocks: readonly (readonly Sketch[])[];
  readonly wires: readonly string[];
  readonly states: ModuleUse['recurrent'];
  readonly ports: Cell['ports'];
}

interface Sketch {
  readonly name: string;
  readonly block: string;
  readonly parameters?: Node['parameters'];
}

const UNITS = { parameter: 'units' };
const block = (name: string, kind: string, parameters: Node['parameters'] = {}): Sketch => ({
  name,
  block: kind,
  parameters,
});
const layer = (name: string, bias = true) => block(name, 'linear', { units: UNITS, bias });
const act = (name: string, kind: 'sigmoid' | 'tanh') => block(name, 'activation', { kind });
const state = (name: string) => block(name, 'module-input', { optional: false, steps: false, width: UNITS });
const X = block('x', 'module-input', { optional: false, steps: true, width: 64 });
const result = (name: string) => block(name, 'module-output');

const DRAWINGS: Readonly<Record<CellKind, Drawing>> = {
  rnn: {
    title: 'RNN cell',
    description: 'h_t = tanh(x_t · W + h_{t−1} · U + b), drawn by hand.',
    blocks: [
      [X, state('h')],
      [layer('input'), layer('recurrent', false)],
      [block('sum', 'add')],
      [act('tanh', 'tanh')],
      [result('y')],
    ],
    wires: ['x.y input.x', 'h.y recurrent.x', 'input.y sum.a', 'recurrent.y sum.b', 'sum.y tanh.x', 'tanh.y y.x'],
    states: [{ from: 'y', to: 'h' }],
    ports: { x: 'x', mask: 'mask', initial: 'h', y: 'y', state: 'y_last' },
  },
  lstm: {
    title: 'LSTM cell',
    description:
      'Four layers read the input and the last output side by side; three are gates. The memory cell keeps what the forget gate lets through and adds what the input gate lets in.',
    blocks: [
      [X, state('h'), state('c')],
      [block('both', 'concatenate', { axis: -1 })],
      [layer('forget'), layer('input'), layer('candidate'), layer('output')],
      [act('forget_gate', 'sigmoid'), act('input_gate', 'sigmoid'), act('new', 'tanh'), act('output_gate', 'sigmoid')],
      [block('kept', 'multiply'), block('taken', 'multiply')],
      [block('memory', 'add')],
      [act('shown', 'tanh')],
      [block('gated', 'multiply')],
      [result('y'), result('cell')],
    ],
    wires: [
      'x.y both.pieces',
      'h.y both.pieces',
      ...['forget', 'input', 'candidate', 'output'].map((name) => `both.y ${name}.x`),
      'forget.y forget_gate.x',
      'input.y input_gate.x',
      'candidate.y new.x',
      'output.y output_gate.x',
      'forget_gate.y kept.a',
      'c.y kept.b',
      'input_gate.y taken.a',
      'new.y taken.b',
      'kept.y memory.a',
      'taken.y memory.b',
      'memory.y shown.x',
      'output_gate.y gated.a',
      'shown.y gated.b',
      'gated.y y.x',
      'memory.y cell.x',
    ],
    states: [
      { from: 'y', to: 'h' },
      { from: 'cell', to: 'c' },
    ],
    ports: { x: 'x', mask: 'mask', initial: 'h', initial_cell: 'c', y: 'y', state: 'y_last', cell: 'cell_last' },
  },
  gru: {
    title: 'GRU cell',
    description:
      'The update gate mixes the old state with a new one; the reset gate says how much of the old state the new one is made of.',
    blocks: [
      [X, state('h')],
      [block('both', 'concatenate', { axis: -1 }), layer('candidate'), layer('old')],
      [layer('reset'), layer('update')],
      [act('reset_gate', 'sigmoid'), act('update_gate', 'sigmoid')],
      [block('recalled', 'multiply'), block('rest', 'one-minus')],
      [block('sum', 'add')],
      [act('new', 'tanh')],
      [block('taken', 'multiply'), block('kept', 'multiply')],
      [block('mixed', 'add')],
      [result('y')],
    ],
    wires: [
      'x.y both.pieces',
      'h.y both.pieces',
      'both.y reset.x',
      'both.y update.x',
      'reset.y reset_gate.x',
      'update.y update_gate.x',
      'x.y candidate.x',
      'h.y old.x',
      'reset_gate.y recalled.a',
      'old.y recalled.b',
      'candidate.y sum.a',
      'recalled.y sum.b',
      'sum.y new.x',
      'update_gate.y rest.x',
      'rest.y taken.a',
      'new.y taken.b',
      'update_gate.y kept.a',
      'h.y kept.b',
      'taken.y mixed.a',
      'kept.y mixed.b',
      'mixed.y y.x',
    ],
    states: [{ from: 'y', to: 'h' }],
    ports: { x: 'x', mask: 'mask', initial: 'h', y: 'y', state: 'y_last' },
  },
};

const COLUMN = 296;
const ROW = 168;

/**
 * The inside of a recurrent block as a module that computes the same.
 *
 * @param id of the module; ids inside begin with it
 */
export function drawCell(kind: CellKind, id: string, versionOf: (block: string) => number): Cell {
  const { title, description, blocks, wires, states, ports } = DRAWINGS[kind];
  const inside = (name: string) => `${id}-${name}`;
  const end = (text: string) => {
    const [name = '', port = ''] = text.split('.');
    return { node: inside(name), port };
  };
  return {
    module: {
      id,
      name: title,
      description,
      parameters: [{ id: 'units', default: 64 }],
      nodes: blocks.flat().map(({ name, block: kindOf, parameters }) => ({
        id: inside(name),
        name,
        block: kindOf,
        version: versionOf(kindOf),
        parameters: parameters ?? {},
      })),
      edges: wires.map((wire, i) => {
        const [from = '', to = ''] = wire.split(' ');
        return { id: inside(`wire${i + 1}`), from: end(from), to: end(to) };
      }),
    },
    use: { id, ...(states ? { recurrent: states } : {}) },
    positions: blocks.flatMap((column, x) =>
      column.map(({ name }, y) => ({
        id: inside(name),
        x: x * COLUMN,
        y: Math.round((y - (column.length - 1) / 2) * ROW),
      })),
    ),
    ports,
  };
}
