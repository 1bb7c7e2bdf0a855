export { type RunRow, RunsPanel, type RunsPanelProps } from './RunsPanel';
