/** How text falls into symbols. Which id a symbol has is the vocabulary's business. */
export interface Tokenizer {
  split(text: string): readonly string[];
  join(symbols: readonly string[]): string;
}
