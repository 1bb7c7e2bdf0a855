/** The document with some blocks bypassed, inside modules too. */
const without =
  (...names) =>
  (document) => {
    const nodes = [document.graph, ...document.modules].flatMap((graph) => graph.nodes);
    for (const node of nodes) if (names.includes(node.name)) node.bypass = true;
  };

/** The document with some parameters of a block set. */
const set = (name, parameters) => (document) => {
  const node = document.graph.nodes.find((one) => one.name === name);
  Object.assign(node.parameters, parameters);
};

/** What is trained for the rows: every arm of one with each of its rates and seeds. */
export const COMPARISONS = [
  {
    id: 'xor',
    title: 'Row 1: XOR needs a hidden layer',
    text: 'The same template with its hidden layer and its tanh bypassed is a single layer.',
    rates: [0.03],
    figure: 'valAccuracy',
    arms: [
      { name: 'two layers', template: 'xor' },
      { name: 'one layer', template: 'xor', change: without('hidden', 'tanh') },
    ],
  },
  {
    id: 'convolution',
    title: 'Row 2: convolutions and pooling against the bare pixels',
    text: 'The same template with both convolutions and both pools bypassed: the hidden layer of equal width reads the pixels themselves.',
    rates: [0.001, 0.004],
    figure: 'valAccuracy',
    arms: [
      { name: 'convolutions', template: 'cnn' },
      { name: 'pixels', template: 'cnn', change: without('conv_1', 'pool_1', 'conv_2', 'pool_2') },
    ],
  },
  {
    id: 'memory',
    title: 'Rows 3, 4 and 5: a mark, sixty symbols, and the question which mark it was',
    text: 'Chance is 25 %. Equal width (48) and steps for all three. The embedding begins wide (deviation 2), so that every symbol pushes the state hard; with 0.5 an RNN gets to about 50 % at a rate of 0.003.',
    rates: [0.003, 0.01],
    figure: 'valAccuracy',
    arms: [
      { name: 'RNN', template: 'memory-rnn' },
      { name: 'LSTM', template: 'memory-lstm' },
      { name: 'GRU', template: 'memory-gru' },
    ],
  },
  {
    id: 'cost',
    title: 'Row 5: what a GRU costs beside an LSTM',
    text: 'The runs of the comparison above once more. Times are those of a shared machine.',
    rates: [0.003, 0.01],
    figure: 'cost',
    arms: [
      { name: 'LSTM', template: 'memory-lstm' },
      { name: 'GRU', template: 'memory-gru' },
    ],
  },
  {
    id: 'directions',
    title: 'Row 6: tags that hang on what comes later, read from both sides and from one',
    text: 'Naming each word’s most frequent tag gets 91.1 % (the baseline of the Data panel). 48 units a direction; one direction also with twice as many, so that it gives as much to the head.',
    rates: [0.005],
    figure: 'valAccuracy',
    arms: [
      { name: 'both directions', template: 'tagger' },
      { name: 'one direction', template: 'tagger', change: set('reader', { bidirectional: false }) },
      {
        name: 'one direction, 96 units',
        template: 'tagger',
        change: set('reader', { bidirectional: false, units: 96 }),
      },
    ],
  },
  {
    id: 'heads',
    title: 'Row 11: four heads against one of the same width',
    text: 'Heads divide the width, so both have the same weights.',
    rates: [0.005],
    figure: 'valAccuracy',
    arms: [
      { name: 'four heads', template: 'multi-head' },
      { name: 'one head', template: 'multi-head', change: set('attention', { heads: 1 }) },
    ],
  },
  {
    id: 'positions',
    title: 'Row 12: attention without positions is a bag of symbols',
    text: 'Counting the symbols gives 48.3 % (the baseline of the Data panel).',
    rates: [0.005],
    figure: 'valAccuracy',
    arms: [
      { name: 'sinusoidal positions', template: 'positions' },
      { name: 'positions bypassed', template: 'positions', change: without('positions') },
    ],
  },
  {
    id: 'residual',
    title: 'Row 13: four encoder layers with and without their residual connections and norms',
    text: 'Always naming the most frequent tag gets 23.0 % (the baseline of the Data panel).',
    rates: [0.003],
    figure: 'valAccuracy',
    arms: [
      { name: 'whole layers', template: 'encoder-layer' },
      { name: 'additions bypassed', template: 'encoder-layer', change: without('add_a', 'add_b') },
      { name: 'norms bypassed', template: 'encoder-layer', change: without('norm_a', 'norm_b') },
    ],
  },
  {
    id: 'translation',
    title: 'Rows 8 and 9: BLEU by the length of the sentence, with one vector between the two sides and with attention',
    text: 'What each model writes by itself on 200 test sentences, by words read. Equal width (96) and steps.',
    rates: [0.006],
    buckets: 'bleu',
    arms: [
      { name: 'seq2seq', template: 'seq2seq' },
      { name: 'Bahdanau', template: 'bahdanau' },
    ],
  },
];
