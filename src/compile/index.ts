export * from './compile';
export { hashText } from './hash';
export { breaches } from './laws';
export { printProgram } from './print';
export * from './program';
export { selectWeights } from './update';
