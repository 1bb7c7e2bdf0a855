export type { LiveTraining } from './LiveRate';
export type { LossBlock } from './Losses';
export { type MemoryFigures, memoryText } from './memory-text';
export type { ScheduleFactor } from './SchedulePicture';
export { TrainingPanel, type TrainingPanelProps } from './TrainingPanel';
