export interface Score {
  readonly name: string;
  readonly value: number;
}

/** Examples whose length lies between two, both included. */
export interface Bucket {
  readonly from: number;
  readonly to: number;
  readonly examples: number;
  readonly scores: readonly Score[];
}

/** How a model does on a split: figures, and what they are made of. */
export interface Evaluation {
  readonly split: 'train' | 'validation' | 'test';
  /** Steps the model has trained. */
  readonly step: number;
  readonly examples: number;
  /** Examples the split has. */
  readonly of: number;
  /** `loss`, `perplexity`, `accuracy`, `bleu` (0 to 100), `rouge1`, `rouge2`, `rougeL`, `f1`, `mae` … */
  readonly scores: readonly Score[];
  readonly buckets: readonly Bucket[];
  /** Texts beside what should have been written. */
  readonly samples: readonly { readonly source: string; readonly written: string; readonly right: string }[];
  /** How often each class (row) was taken for each (column), row-major. */
  readonly confusion?: { readonly labels: readonly string[]; readonly counts: readonly number[] };
}
