import * as v from 'valibot';

const FORM = /^[A-Za-z0-9_-]{1,80}$/;
/** Keys that an object of JavaScript has already. */
const TAKEN: readonly string[] = ['__proto__', 'constructor', 'prototype'];

/** What ids and names are made of: they become keys, and parts of paths. */
export const identifier = v.pipe(
  v.string(),
  v.regex(FORM, 'letters, digits, _ and -, at most 80'),
  v.check((id) => !TAKEN.includes(id), 'another name'),
);

/** Why a text cannot be a name or an id; undefined where it can. */
export function identifierFault(text: string): string | undefined {
  if (!FORM.test(text)) return 'Use letters, digits, _ and -, at most 80.';
  return TAKEN.includes(text) ? `Use another name: ${text} means something else.` : undefined;
}
