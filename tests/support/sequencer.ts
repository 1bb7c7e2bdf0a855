import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take minutes, the longest first: begun last, one of them would run on alone while the other cores wait. */
const LONGEST = [
  'tests/contract/webgpu',
  'tests/templates/',
  'tests/contract/',
  'tests/document/fuzz',
  'tests/data/generators',
];

/** The files known to be long before all others; those as vitest has them: by how long they took last time, or their size. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LONGEST.findIndex((path) => moduleId.includes(path));
      return at < 0 ? LONGEST.length : at;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}
