export { Canvas, type CanvasProps } from './canvas/Canvas';
export { isElsewhere, isHere } from './canvas/keys';
export * from './commands';
export { EditorProvider, useDocument, useEditor, useView } from './context';
export {
  createEditor,
  type Editor,
  type EditorOptions,
  type Gradients,
  placeBlock,
  showNode,
  showWire,
} from './editor';
export { createExamples, type Example, type ExampleStore } from './examples';
export { connect } from './gestures';
export { Inspector } from './inspector/Inspector';
export { createLibrary, type Library } from './library';
export { Palette } from './palette/Palette';
export { byName, createPersonalPalette, type PersonalPalette, type Published } from './personal';
export * from './picture';
export { createShares } from './shares';
export { select } from './view-store';
export type { WeightSource } from './weights';
