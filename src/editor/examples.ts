import { createStore, type StoreApi } from 'zustand/vanilla';

/** What a data block's first training example has at one of its ports; see data/example.ts. */
export type ExamplePart =
  | { readonly kind: 'symbols'; readonly port: string; readonly symbols: readonly string[]; readonly more: boolean }
  | {
      readonly kind: 'image';
      readonly port: string;
      readonly image: {
        readonly height: number;
        readonly width: number;
        readonly channels: number;
        readonly pixels: Uint8Array;
        readonly text: string;
      };
    }
  | { readonly kind: 'series'; readonly port: string; readonly columns: readonly (readonly number[])[] }
  | { readonly kind: 'value'; readonly port: string; readonly text: string };

export type Example = readonly ExamplePart[];

/** Examples by data block. They come from the worker when they come; a block without one shows none. */
export type ExampleStore = StoreApi<ReadonlyMap<string, Example>>;

export const createExamples = (): ExampleStore => createStore<ReadonlyMap<string, Example>>(() => new Map());

/** An example in words, for who does not see it. */
export const describeExample = (example: Example): string => example.map(describePart).join('; ');

function describePart(part: ExamplePart): string {
  switch (part.kind) {
    case 'symbols':
      return `${part.port} ${part.symbols.join(' ')}${part.more ? ' …' : ''}`;
    case 'image':
      return `${part.port} of ${part.image.width} × ${part.image.height} pixels: ${part.image.text}`;
    case 'series':
      return `${part.port} of ${part.columns[0]?.length ?? 0} readings`;
    case 'value':
      return `${part.port} ${part.text}`;
  }
}
