export { AttentionPanel, type AttentionPanelProps } from './AttentionPanel';
