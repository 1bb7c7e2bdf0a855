export { SummaryPanel, type SummaryPanelProps } from './SummaryPanel';
export type { SummaryRow, SummaryTotals } from './text';
