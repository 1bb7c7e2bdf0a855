export * from './MatrixView';
export * from './matrix';
export { type Cell, matrixImage } from './paint';
