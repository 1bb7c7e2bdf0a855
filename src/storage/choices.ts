/** Small choices of a person (theme, keys, the document that was open last) in this browser. */

/** Whether the browser has refused to keep one; the page then works with what it begins with, and says so once. */
let refused = false;
const listeners = new Set<() => void>();

/** What was kept under a key; null where nothing was, or where the browser forbids to look. */
export function readChoice(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch (error) {
    return forbidden(error);
  }
}

export function keepChoice(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch (error) {
    forbidden(error);
  }
}

/** Calls back as soon as a choice cannot be kept: at once where that was so already. */
export function onForbidden(listener: () => void): void {
  listeners.add(listener);
  if (refused) listener();
}

/** Storage that is forbidden throws on every use, full storage on writing; anything else is a fault of ours. */
function forbidden(error: unknown): null {
  if (!(error instanceof DOMException)) throw error;
  if (!refused) {
    refused = true;
    for (const listener of listeners) listener();
  }
  return null;
}
