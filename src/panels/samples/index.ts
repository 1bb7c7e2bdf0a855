export type { Decoding } from './Decode';
export type { Generation, GenerationSettings } from './Generate';
export { SamplesPanel, type SamplesPanelProps } from './SamplesPanel';
