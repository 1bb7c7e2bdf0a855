import { defineBlock, optional } from '../src/block';

export const maskTokens = defineBlock({
  id: 'mask-tokens',
  version: 1,
  category: 'embedding',
  doc: {
    title: 'Mask tokens',
    formula:
      'y_t = \\begin{cases} \\mathrm{mask} & c_t \\\\ x_t & \\text{otherwise} \\end{cases},\\quad c_t \\sim \\mathrm{Bernoulli}(p)',
    text: 'Hides a random part p of the tokens behind a mask token and says which. Wire `chosen` to the mask of a cross-entropy with the original tokens as targets, and the model learns to fill in. Of the chosen, some stay and some become any other token.',
    source: { title: 'Devlin et al. 2018, section 3.1', url: 'https://arxiv.org/abs/1810.04805' },
    keywords: ['masked language model', 'bert', 'cloze', 'token dropout', 'word dropout', 'corruption', 'denoising'],
  },
  parameters: {
    rate: { kind: 'float', default: 0.15, min: 0, max: 1, doc: 'p, the part that is chosen.' },
    mask_id: { kind: 'int', default: 1, min: 0, max: 10_000_000, symbolic: true, doc: 'Id of the mask token.' },
    kept: { kind: 'float', default: 0.1, min: 0, max: 1, doc: 'Part of the chosen that stays as it is.' },
    random: { kind: 'float', default: 0.1, min: 0, max: 1, doc: 'Part of the chosen that becomes a random token.' },
    during: {
      kind: 'choice',
      options: ['training and validation', 'training'],
      default: 'training and validation',
      doc: 'A masked language model needs both, token dropout training alone. Nothing is hidden when the model predicts.',
    },
  },
  inputs: { ids: 'int [...]', mask: optional('bool [...]') },
  outputs: { ids: 'int [...] tokens', chosen: 'bool [...] mask' },
  refuse(_, { mask_id: id, kept, random }, { ids }) {
    const size = ids.vocabulary?.size;
    if (size !== undefined && id >= size) {
      return {
        at: 'mask_id',
        expected: `an id below ${size}, the size of the vocabulary on the wire`,
        received: `${id}`,
        fix: 'Choose the id of a symbol that the text does not use.',
        edit: { mask_id: size - 1 },
      };
    }
    if (kept + random <= 1) return undefined;
    return {
      at: 'random',
      expected: `at most ${1 - kept}, what is left beside those kept`,
      received: `${random}`,
      fix: 'Make one of the two parts smaller.',
      edit: { random: 1 - kept },
    };
  },
  forward({ ids, mask }, _, { rate, mask_id: id, kept, random, during }, { ops, key, training, scoring }) {
    const { shape, vocabulary } = ids.type;
    const drawn = ops.bernoulli(shape, (during === 'training' ? training : scoring) ? rate : 0, key);
    const chosen = mask ? ops.logical(drawn, mask, 'and') : drawn;
    // First who stays, then who becomes random among the others: each from bits of its own.
    const changed = ops.logical(chosen, ops.bernoulli(shape, 1 - kept, key + 1), 'and');
    const hidden = ops.select(
      ops.bernoulli(shape, kept < 1 ? random / (1 - kept) : 0, key + 2),
      ops.randomIds(shape, vocabulary?.size ?? id + 1, key + 3),
      ops.constantIds(shape, id),
    );
    return { ids: ops.select(ops.not(changed), ids, hidden), chosen: ops.as(chosen, 'mask') };
  },
  examples: [
    { parameters: { rate: 0.5 }, inputs: { ids: [2, 3] }, ids: 5 },
    { parameters: { mask_id: 0, kept: 0, random: 0 }, inputs: { ids: [1] }, ids: 1 },
    {
      parameters: { rate: 0.4, kept: 0.5, random: 0.5 },
      inputs: { ids: [3, 11], mask: [3, 11] },
      ids: 7,
      lengths: [11, 5, 2],
    },
  ],
});
