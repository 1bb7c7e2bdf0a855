export { ValuesPanel, type ValuesPanelProps } from './ValuesPanel';
