import type { RunState } from '../../metrics';
import { formatExact, formatPercent } from '../../ui';
import type { TabId } from '../layout';
import { HEAD, HIDDEN, LOSS, TANH, WIRE } from './document';
import type { Side } from './place';

/** What steps ask about, read from the stores. */
export interface TourFacts {
  /** Ids of the blocks that are selected. */
  readonly selected: readonly string[];
  /** Inputs that have a wire, `node/port`. */
  readonly wired: ReadonlySet<string>;
  /** Faults that keep the model from being trained. */
  readonly errors: number;
  readonly run: RunState;
  /** Figures on examples the model has not trained on; undefined until they were asked for. */
  readonly judged: { readonly accuracy: number; readonly examples: number; readonly step: number } | undefined;
}

/** What a step points to: a block or a port of the canvas, a region, or a button by its accessible name. */
export type Target =
  | { readonly block: string }
  | { readonly port: { readonly node: string; readonly port: string }; readonly side: 'input' | 'output' }
  | { readonly region: string }
  /** `button` may be the beginning of a name. */
  | { readonly button: string; readonly region: string };

export interface TourStep {
  readonly id: 'look' | 'connect' | 'mend' | 'train' | 'watch' | 'judge' | 'done';
  readonly title: string;
  readonly text: string;
  /** What is said once it is done, where the tour then waits for the person to go on. */
  readonly after?: (facts: TourFacts) => string;
  /** The first is where the card stands, and where the keyboard is led to. */
  readonly targets: readonly Target[];
  /** Edge of the card that faces it, where there is room. */
  readonly side: Side;
  /** What has to be open for the targets to be seen. */
  readonly opens: 'canvas' | 'inspector' | TabId;
  /** Blocks that are brought into sight; all of them where none is named. */
  readonly shows?: readonly string[];
  /** Whether what the step asks for is so. */
  readonly done: (facts: TourFacts) => boolean;
}

const begun: ReadonlySet<RunState> = new Set(['preparing', 'training', 'paused', 'stopped', 'finished']);

const isWired = ({ wired }: TourFacts): boolean => wired.has(`${WIRE.to.node}/${WIRE.to.port}`);

/** The tour: each step ends with something that the person did. */
export const STEPS: readonly TourStep[] = [
  {
    id: 'look',
    title: 'Blocks and wires',
    text: 'Each block is a layer; wires carry numbers from one to the next, and say in what shape. Click hidden, or press Enter on it.',
    after: () =>
      'The inspector says what the block computes, and what can be set. Its weights are what training changes.',
    targets: [{ block: HIDDEN }],
    side: 'top',
    opens: 'inspector',
    done: ({ selected }) => selected.includes(HIDDEN),
  },
  {
    id: 'connect',
    title: 'Draw the missing wire',
    text: 'Drag from the dot y of hidden to the dot x of tanh. By keyboard: W on hidden, then Enter on the port that fits.',
    targets: [{ block: HIDDEN }, { port: WIRE.from, side: 'output' }, { port: WIRE.to, side: 'input' }],
    side: 'top',
    opens: 'canvas',
    shows: [HIDDEN, TANH],
    done: isWired,
  },
  {
    id: 'mend',
    title: 'Mend what does not fit',
    text: 'Now shapes are known, and one is wrong: three outputs for two classes. Press Fix in the list of problems, or set units of head to K.',
    targets: [{ button: 'Fix', region: 'Problems' }, { block: LOSS }],
    side: 'left',
    opens: 'problems',
    shows: [TANH, HEAD, LOSS],
    done: (facts) => isWired(facts) && facts.errors === 0,
  },
  {
    id: 'train',
    title: 'Train it',
    text: 'The model begins with random weights. Press Train: it learns here, in this browser.',
    targets: [{ button: 'Train', region: 'Training' }],
    side: 'top',
    opens: 'curves',
    done: ({ run }) => begun.has(run),
  },
  {
    id: 'watch',
    title: 'Watch the loss fall',
    text: 'Each step changes the weights a little so that the loss gets smaller. This takes a few seconds.',
    after: () =>
      'The loss says how wrong the model is, accuracy how often it is right. Dashed: on points it does not train on.',
    targets: [{ region: 'Training curves' }],
    side: 'bottom',
    opens: 'curves',
    done: ({ run }) => run === 'finished' || run === 'stopped',
  },
  {
    id: 'judge',
    title: 'Ask it something new',
    text: 'Press Evaluate: the model answers test points, which it has never been shown.',
    targets: [{ button: 'Evaluate', region: 'Evaluation' }],
    side: 'bottom',
    opens: 'evaluation',
    done: ({ judged }) => judged !== undefined,
  },
  {
    id: 'done',
    title: 'You have trained a model',
    text: 'This document is yours and is kept in this browser. Train and evaluate it whenever you like.',
    after: ({ judged }) =>
      judged
        ? `It is right on ${formatPercent(judged.accuracy)} of ${formatExact(judged.examples)} points it had never seen, after ${formatExact(judged.step)} steps. The document is yours and is kept in this browser.`
        : '',
    targets: [{ region: 'Evaluation' }],
    side: 'bottom',
    opens: 'evaluation',
    done: ({ judged }) => judged !== undefined,
  },
];
