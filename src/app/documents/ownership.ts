import { type Problem, ProblemError, problem } from '../../problem';
import { type Claim, claimDocument } from '../../storage';

/** What tabs say to each other about who may change a document. */
type Word =
  | { readonly type: 'wanted'; readonly document: string; readonly by: string }
  /** It is being written first: the answer at once. */
  | { readonly type: 'coming'; readonly document: string; readonly by: string }
  | { readonly type: 'refused'; readonly document: string; readonly by: string };

const CHANNEL = 'wireformer.documents';
/** Milliseconds that a tab waits for an answer, and from there for the document: what waits and the run are written first. */
const PATIENCE = 15_000;

export interface OwnershipOptions {
  /** This tab has become the one that may change the document; another one may have changed it meanwhile. */
  readonly onFree: (document: string) => Promise<void>;
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

/** Who waits for the answer of another tab. */
interface Asked {
  readonly got: () => void;
  /** It answered: from now on it is waited for, not for an answer. */
  readonly coming: () => void;
  readonly failed: (problem: Problem) => void;
}

export function createOwnership({ onFree, handOver, onGone }: OwnershipOptions): Ownership {
  const tab = crypto.randomUUID();
  const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(CHANNEL);
  let open = '';
  let owner = false;
  let claim: Claim | undefined;
  /** The latest attempt to get the lock: what an earlier one gets is given back. */
  let attempt = 0;
  /** What is done about having become the owner. */
  let taking = Promise.resolve();
  /** Tabs that ask for what is being written for them: this one is still the owner until that is done. */
  let handing: Set<string> | undefined;
  let asked: Asked | undefined;
  let asking: Promise<void> | undefined;

  const say = (type: Word['type'], document: string, by: string): void =>
    channel?.postMessage({ type, document, by } satisfies Word);

  function become(document: string): void {
    owner = true;
    asked?.got();
    const done = onFree(document);
    taking = new Promise((resolve) => void done.finally(resolve));
  }

  /** Whether this tab is the owner at once. */
  async function claimNow(document: string): Promise<boolean> {
    const mine = ++attempt;
    const next = await claimDocument(document, () => {
      if (mine === attempt) become(document);
    });
    if (mine !== attempt) {
      next.release();
      return false;
    }
    claim = next;
    return next.owner;
  }

  /** Gives the lock back and waits for it behind whoever waits already, if anybody does. */
  async function waitAgain(document: string): Promise<void> {
    owner = false;
    claim?.release();
    if (await claimNow(document)) become(document);
  }

  async function give(document: string, by: string): Promise<void> {
    const askers = new Set([by]);
    handing = askers;
    say('coming', document, by);
    let ready = false;
    try {
      await taking;
      ready = await handOver(document);
    } finally {
      if (handing !== askers) ready = false;
      else {
        handing = undefined;
        if (!ready) for (const asker of askers) say('refused', document, asker);
      }
    }
    if (!ready) return;
    onGone(document);
    await waitAgain(document);
  }

  async function hear({ type, document, by }: Word): Promise<void> {
    if (document !== open) return;
    if (type !== 'wanted') {
      if (by === tab) type === 'coming' ? asked?.coming() : asked?.failed(notSaved);
      return;
    }
    if (handing) {
      handing.add(by);
      return say('coming', document, by);
    }
    if (owner) return give(document, by);
    // Who only waits steps behind the one that asks.
    asked?.failed(overtaken);
    await waitAgain(document);
  }

  /** Settles once the document is here, or with what stands in the way. */
  async function ask(document: string): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      await new Promise<void>((got, reject) => {
        const failed = (problem: Problem) => reject(new ProblemError([problem]));
        const waitThenSay = (problem: Problem) => {
          clearTimeout(timer);
          timer = setTimeout(() => failed(problem), PATIENCE);
        };
        asked = { got, failed, coming: () => waitThenSay(stillSaving) };
        waitThenSay(noAnswer);
        say('wanted', document, tab);
      });
    } finally {
      clearTimeout(timer);
      asked = undefined;
    }
  }

  channel?.addEventListener('message', ({ data }: MessageEvent<Word>) => void hear(data));

  return {
    async turnTo(document) {
      asked?.got();
      claim?.release();
      claim = undefined;
      handing = undefined;
      owner = false;
      open = document;
      if (await claimNow(document)) owner = true;
      return owner;
    },
    async takeOver(document) {
      if (owner || document !== open) return;
      // Who asks twice waits for one answer.
      asking ??= ask(document).finally(() => {
        asking = undefined;
      });
      await asking;
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

const stillSaving: Problem = problem({
  code: 'storage/other-tab',
  at: {},
  expected: 'the other tab to save its changes and let the document go',
  received: 'changes that are still being written there',
  fix: 'Wait: the document comes here once they are. Or open a copy here.',
});

const overtaken: Problem = problem({
  code: 'storage/other-tab',
  at: {},
  expected: 'the other tab to let the document go',
  received: 'a third tab that asked for it after this one',
  fix: 'Ask again here, or open a copy.',
});
