export { type Share, sharesOf } from './accumulate';
export * from './compile';
export { hashText } from './hash';
export { breaches } from './laws';
export { memoryOf, type StepMemory, stepMemory } from './memory';
export { type PassName, passNames } from './passes';
export { printProgram } from './print';
export * from './program';
export { selectWeights } from './update';
