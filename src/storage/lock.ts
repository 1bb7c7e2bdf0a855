export interface Claim {
  /** This tab may write. */
  readonly owner: boolean;
  release(): void;
}

/**
 * Claims a document for this tab by a Web Lock, which the browser gives back when the tab goes, however it goes. Where
 * another tab has it, `onFree` is called once this tab has become the owner.
 */
export async function claimDocument(id: string, onFree: () => void): Promise<Claim> {
  if (!('locks' in navigator)) return { owner: true, release: () => {} };
  const name = `wireformer:${id}`;
  const controller = new AbortController();
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const owner = await new Promise<boolean>((resolve) => {
    const request = navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock === null ? undefined : held;
    });
    request.catch(() => resolve(true));
  });
  if (!owner) {
    const waiting = navigator.locks.request(name, { signal: controller.signal }, () => {
      onFree();
      return held;
    });
    waiting.catch((error: unknown) => {
      if (!(error instanceof DOMException) || error.name !== 'AbortError') throw error;
    });
  }
  return {
    owner,
    release() {
      release();
      controller.abort();
    },
  };
}
