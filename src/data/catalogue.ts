import { addition } from './generators/addition';
import { copy } from './generators/copy';
import { dates } from './generators/dates';
import { fables } from './generators/fables';
import { glyphs } from './generators/glyphs';
import { memory } from './generators/memory';
import { reverse } from './generators/reverse';
import { reviews } from './generators/reviews';
import { rightContextTags } from './generators/right-context-tags';
import { scenes } from './generators/scenes';
import { sentiment } from './generators/sentiment';
import { smooth5 } from './generators/smooth-5';
import { sort } from './generators/sort';
import { spirals } from './generators/spirals';
import { stories } from './generators/stories';
import { summaries } from './generators/summaries';
import { translation } from './generators/translation';
import { weather } from './generators/weather';
import { xor } from './generators/xor';
import type { Generator } from './types';

/** Every generated data set, in the order a person meets them. */
export const catalogue: readonly Generator[] = [
  xor,
  spirals,
  smooth5,
  copy,
  reverse,
  sort,
  addition,
  dates,
  sentiment,
  rightContextTags,
  fables,
  reviews,
  memory,
  stories,
  translation,
  summaries,
  glyphs,
  scenes,
  weather,
];

const byId: ReadonlyMap<string, Generator> = new Map(catalogue.map((generator) => [generator.id, generator]));

export const generatorById = (id: string): Generator | undefined => byId.get(id);
