export { CurvesPanel, type CurvesPanelProps } from './CurvesPanel';
