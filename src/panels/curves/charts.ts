import { formatCount, formatLoss, formatNumber, formatPercent, formatRate } from '../../ui';

export interface CurveSpec {
  readonly from: 'training' | 'validation';
  readonly column: string;
  readonly label: string;
  /** Colour token. */
  readonly token: string;
  readonly dash: boolean;
}

export interface ChartSpec {
  readonly id: string;
  readonly title: string;
  readonly curves: readonly CurveSpec[];
  readonly show: (value: number) => string;
  /** Whether the log scale switch applies. */
  readonly log: boolean;
  /** `fraction` is drawn from 0 to 1, `zero` from 0 up, `free` around its figures. */
  readonly range: 'free' | 'zero' | 'fraction';
}

/** Columns that are not learning curves; other panels show them. */
const ELSEWHERE = new Set([
  'learningRate',
  'gradientNorm',
  'millisecondsPerStep',
  'dispatches',
  'secondsLeft',
  'examples',
]);

interface Kind {
  readonly id: string;
  readonly title: string;
  readonly columns: readonly string[];
  readonly show: (value: number) => string;
  readonly log?: boolean;
  readonly range?: ChartSpec['range'];
}

const KINDS: readonly Kind[] = [
  { id: 'loss', title: 'Loss', columns: ['loss'], show: formatLoss, log: true },
  { id: 'accuracy', title: 'Accuracy', columns: ['accuracy', 'exact'], show: formatPercent, range: 'fraction' },
  { id: 'perplexity', title: 'Perplexity', columns: ['perplexity'], show: formatLoss, log: true },
];
/** Tokens, or examples where the data has none. */
const SPEED: Kind = {
  id: 'speed',
  title: 'Items per second',
  columns: ['itemsPerSecond'],
  range: 'zero',
  show: (value) => (value < 1000 ? formatRate(value) : formatCount(value)),
};

/** Which charts there are for the columns a run logs: the known kinds in a fixed order, then others by name. */
export function chartsOf(training: readonly string[], validation: readonly string[]): readonly ChartSpec[] {
  const known = new Set([...ELSEWHERE, ...SPEED.columns, ...KINDS.flatMap((kind) => kind.columns)]);
  const others = [...new Set([...training, ...validation])].filter((column) => !known.has(column)).sort();
  const kinds = [
    ...KINDS,
    ...others.map((column): Kind => ({ id: column, title: column, columns: [column], show: formatNumber })),
    SPEED,
  ];
  return kinds.flatMap((kind) => {
    const present = kind.columns.filter((column) => training.includes(column) || validation.includes(column));
    const curves = present.flatMap((column, i) => {
      // The column a chart is called after needs no name of its own.
      const name = column === kind.columns[0] ? '' : `${column} `;
      const curve = (from: CurveSpec['from'], label: string, offset: number): CurveSpec => ({
        from,
        column,
        label: `${name}${label}`,
        token: `series-${2 * i + offset}`,
        dash: from === 'validation',
      });
      return [
        ...(training.includes(column) ? [curve('training', 'train', 1)] : []),
        ...(validation.includes(column) ? [curve('validation', 'validation', 2)] : []),
      ];
    });
    if (curves.length === 0) return [];
    return [
      {
        id: kind.id,
        title: kind.title,
        curves,
        show: kind.show,
        log: kind.log ?? false,
        range: kind.range ?? 'free',
      },
    ];
  });
}
