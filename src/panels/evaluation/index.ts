export { EvaluationPanel, type EvaluationPanelProps, type EvaluationSettings } from './EvaluationPanel';
