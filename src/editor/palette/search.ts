import type { Block } from '../../block';

export interface PaletteGroup {
  readonly category: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

const TITLES: Readonly<Record<Block['category'], string>> = {
  data: 'Data',
  embedding: 'Embedding',
  layer: 'Layers',
  convolution: 'Convolution',
  activation: 'Activation',
  normalisation: 'Normalisation',
  recurrent: 'Recurrent',
  attention: 'Attention',
  combine: 'Combine',
  shape: 'Shape',
  loss: 'Loss',
  output: 'Output',
  module: 'Module',
};

/** How well a block answers a query: what it is called before what it is also called, before what is said of it. */
function rank(block: Block, words: readonly string[]): number {
  const { title, keywords = [], text } = block.doc;
  const fields = [[title, block.id], keywords, [block.category, text]].map((field) => field.join(' ').toLowerCase());
  const ranks = words.map((word) => fields.findIndex((field) => field.includes(word)));
  if (title.toLowerCase() === words.join(' ')) return -1;
  return ranks.some((place) => place < 0) ? Number.POSITIVE_INFINITY : Math.max(0, ...ranks);
}

/** The blocks that answer a query by category, the best answer first; without a query, in the library's order. */
export function searchBlocks(blocks: readonly Block[], query: string, inModule: boolean): readonly PaletteGroup[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = blocks
    .filter((block) => placeable(block, inModule))
    .map((block) => ({ block, rank: rank(block, words) }))
    .filter((entry) => Number.isFinite(entry.rank))
    .sort((a, b) => a.rank - b.rank);
  const library = [...new Set(blocks.map((block) => block.category))];
  const categories = words.length === 0 ? library : [...new Set(found.map(({ block }) => block.category))];
  return categories
    .map((category) => ({
      category,
      title: TITLES[category],
      blocks: found.filter(({ block }) => block.category === category).map(({ block }) => block),
    }))
    .filter((group) => group.blocks.length > 0);
}

/** Ports of a module make sense inside one; data, losses and outputs only outside. */
function placeable(block: Block, inModule: boolean): boolean {
  if (block.role === 'module-input' || block.role === 'module-output') return inModule;
  return block.role === undefined || !inModule;
}
