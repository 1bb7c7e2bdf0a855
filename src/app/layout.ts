/** How a person has arranged the page: kept in this browser, never in a document. */
export const TABS = [
  'problems',
  'data',
  'training',
  'curves',
  'gradients',
  'attention',
  'values',
  'samples',
  'evaluation',
  'runs',
  'summary',
] as const;
export type TabId = (typeof TABS)[number];

/** On wide screens the dock has two halves, so that curves and attention are seen together. */
export const HALVES = {
  left: ['problems', 'data', 'training', 'curves', 'gradients'],
  right: ['attention', 'values', 'samples', 'evaluation', 'runs', 'summary'],
} as const satisfies Readonly<Record<string, readonly TabId[]>>;
export type Half = keyof typeof HALVES;

/** What a small screen shows beside the canvas. */
export const SHEETS = ['palette', 'inspector', 'dock'] as const;
export type Sheet = (typeof SHEETS)[number];

export type Theme = 'system' | 'light' | 'dark';

/** Sizes in percent by panel, for each group of panels. */
export type Sizes = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface Layout {
  readonly palette: boolean;
  readonly inspector: boolean;
  readonly dock: boolean;
  readonly left: TabId;
  readonly right: TabId;
  /** The half whose tab a narrow screen shows. */
  readonly half: Half;
  /** On a small screen there is room for one of them. */
  readonly sheet: Sheet | undefined;
  readonly sizes: Sizes;
  readonly theme: Theme;
}

export const defaultLayout = (width: number): Layout => ({
  palette: width >= 640,
  inspector: width >= 900,
  dock: true,
  left: 'curves',
  right: 'attention',
  half: 'left',
  sheet: undefined,
  sizes: {},
  theme: 'system',
});

export const halfOf = (tab: TabId): Half => (HALVES.left.some((one) => one === tab) ? 'left' : 'right');

/** Shows a tab: its half of the dock turns to it, and the dock opens. */
export const withTab = (layout: Layout, tab: TabId): Layout => {
  const half = halfOf(tab);
  return { ...layout, dock: true, sheet: 'dock', half, [half]: tab };
};

/** Reads what was kept; whatever is missing or makes no sense is as it is at first. */
export function parseLayout(text: string | null, width: number): Layout {
  const first = defaultLayout(width);
  const saved = text === null ? undefined : readJson(text);
  if (!isRecord(saved)) return first;
  const flag = (value: unknown, otherwise: boolean) => (typeof value === 'boolean' ? value : otherwise);
  const tab = (value: unknown, half: Half) => HALVES[half].find((one) => one === value) ?? first[half];
  return {
    palette: flag(saved.palette, first.palette),
    inspector: flag(saved.inspector, first.inspector),
    dock: flag(saved.dock, first.dock),
    left: tab(saved.left, 'left'),
    right: tab(saved.right, 'right'),
    half: saved.half === 'right' ? 'right' : 'left',
    sheet: SHEETS.find((one) => one === saved.sheet),
    sizes: readSizes(saved.sizes),
    theme: saved.theme === 'light' || saved.theme === 'dark' ? saved.theme : 'system',
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readSizes(value: unknown): Sizes {
  if (!isRecord(value)) return {};
  const percent = (entry: [string, unknown]): entry is [string, number] =>
    typeof entry[1] === 'number' && entry[1] >= 0 && entry[1] <= 100;
  return Object.fromEntries(
    Object.entries(value).map(([group, sizes]) => [
      group,
      Object.fromEntries(isRecord(sizes) ? Object.entries(sizes).filter(percent) : []),
    ]),
  );
}
