import { type Problem, ProblemError, problem } from '../../problem';
import { type Claim, claimDocument } from '../../storage';

/** What tabs say to each other about who may change a document. */
type Word =
  | { readonly type: 'wanted'; readonly document: string; readonly by: string }
  | { readonly type: 'refused'; readonly document: string; readonly by: string };

const CHANNEL = 'wireformer.documents';
/** Milliseconds that a tab waits for another one to hand a document over: it writes what waits, and its run, first. */
const PATIENCE = 15_000;

export interface OwnershipOptions {
  /** This tab has become the one that may change the document; another one may have changed it meanwhile. */
  readonly onFree: (document: string) => void;
  /** Another tab asks for it: writes everything and stops changing it; false where that failed and the document stays here. */
  readonly handOver: (document: string) => Promise<boolean>;
  /** `handOver` is done: from now on the other tab has it. */
  readonly onGone: (document: string) => void;
}

/** Which of several tabs may change the open document: the one that has its lock. Others can look at it, and ask for it. */
export interface Ownership {
  /** Lets the last document go; whether this tab may change this one. */
  readonly turnTo: (document: string) => Promise<boolean>;
  /** Asks the tab that has the document for it; throws what stands in the way. */
  readonly takeOver: (document: string) => Promise<void>;
}

export function createOwnership({ onFree, handOver, onGone }: OwnershipOptions): Ownership {
  const tab = crypto.randomUUID();
  const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(CHANNEL);
  let open = '';
  let owner = false;
  let claim: Claim | undefined;
  /** Who waits for the answer of another tab. */
  let asked: { readonly got: () => void; readonly refused: () => void } | undefined;

  const say = (word: Word): void => channel?.postMessage(word);

  async function claimNow(document: string): Promise<void> {
    const mine = await claimDocument(document, () => {
      if (open !== document) return;
      owner = true;
      asked?.got();
      onFree(document);
    });
    // Another document may have been opened meanwhile.
    if (open !== document) return mine.release();
    claim = mine;
    owner = mine.owner;
  }

  /** Gives the lock back and waits for it behind whoever waits already, if anybody does. */
  async function waitAgain(document: string): Promise<void> {
    owner = false;
    claim?.release();
    await claimNow(document);
    if (owner && open === document) onFree(document);
  }

  async function hear({ type, document, by }: Word): Promise<void> {
    if (document !== open) return;
    if (type === 'refused') {
      if (by === tab) asked?.refused();
      return;
    }
    // Who only waits steps behind the one that asks.
    if (!owner) return waitAgain(document);
    owner = false;
    const ready = await handOver(document);
    if (open !== document) return;
    if (!ready) {
      owner = true;
      return say({ type: 'refused', document, by });
    }
    onGone(document);
    await waitAgain(document);
  }

  channel?.addEventListener('message', ({ data }: MessageEvent<Word>) => void hear(data));

  return {
    async turnTo(document) {
      claim?.release();
      claim = undefined;
      owner = false;
      open = document;
      await claimNow(document);
      return owner;
    },
    async takeOver(document) {
      if (owner || document !== open) return;
      let timer: ReturnType<typeof setTimeout> | undefined;
      try {
        await new Promise<void>((got, failed) => {
          asked = { got, refused: () => failed(new ProblemError([notSaved])) };
          timer = setTimeout(() => failed(new ProblemError([noAnswer])), PATIENCE);
          say({ type: 'wanted', document, by: tab });
        });
      } finally {
        clearTimeout(timer);
        asked = undefined;
      }
    },
  };
}

const notSaved: Problem = problem({
  code: 'storage/other-tab',
  at: {},
  expected: 'the other tab to save its changes and let the document go',
  received: 'changes that could not be written there',
  fix: 'Look into the other tab: it says what stands in the way. Or open a copy here.',
});

const noAnswer: Problem = problem({
  code: 'storage/other-tab',
  at: {},
  expected: 'the other tab to let the document go',
  received: 'no answer',
  fix: 'Close the other tab, or open a copy here.',
});
