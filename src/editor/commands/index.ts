export { chordOf, isReserved } from './chord';
export { type Command, type CommandGroup, GROUPS } from './command';
export { editorCommands } from './editor-commands';
export {
  type ChosenKeys,
  commandFor,
  createKeyMap,
  type KeyMapStore,
  keysOf,
  parseKeys,
  showKeys,
  withKey,
} from './key-map';
