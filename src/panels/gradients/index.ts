export { GradientsPanel, type GradientsPanelProps } from './GradientsPanel';
