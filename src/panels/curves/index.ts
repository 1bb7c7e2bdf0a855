export { CurvesPanel, type CurvesPanelProps } from './CurvesPanel';
export { OverlaidLosses, type OverlaidLossesProps } from './OverlaidLosses';
export type { OverlaidRun } from './overlay';
export { leastLoss } from './overlay';
