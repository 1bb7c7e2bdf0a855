export { DataPanel } from './DataPanel';
export type { DataEntry, DataPanelProps, GeneratorInfo } from './entry';
export { ImageCell } from './ImageCell';
