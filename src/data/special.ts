/** Symbols that stand for no text. A tokenizer never makes them: it takes `<` by itself, or joins no piece that is one. */
export const SPECIAL = {
  pad: '<pad>',
  unknown: '<unknown>',
  start: '<start>',
  end: '<end>',
  mask: '<mask>',
} as const;

/** Anything that reads like one: `<pad>`, `<extra_0>`, the byte `<0xE2>`. */
export const isMark = (symbol: string): boolean => /^<[0-9A-Za-z_]+>$/.test(symbol);
