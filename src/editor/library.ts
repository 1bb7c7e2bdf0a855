import type { Block, DataKindName } from '../block';
import type { DataChoice } from '../document';

/** The blocks there are, and what a data block reads until the person chooses something else. */
export interface Library {
  readonly blocks: readonly Block[];
  readonly byId: ReadonlyMap<string, Block>;
  readonly defaultData: (kind: DataKindName) => DataChoice['source'];
}

export const createLibrary = (blocks: readonly Block[], defaultData: Library['defaultData']): Library => ({
  blocks,
  byId: new Map(blocks.map((block) => [block.id, block])),
  defaultData,
});
