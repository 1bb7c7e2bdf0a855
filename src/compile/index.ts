export * from './compile';
export * from './continue';
export { hashText } from './hash';
export { breaches } from './laws';
export { type PassName, passNames } from './passes';
export { printProgram } from './print';
export * from './program';
export { selectWeights } from './update';
