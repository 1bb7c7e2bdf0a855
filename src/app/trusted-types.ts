/**
 * The one Trusted Types policy of the page: what becomes of text that a library hands to the browser as markup or as the
 * address of a script. Anything else is refused by the browser; a string is never let through to be run.
 */
interface Rules {
  readonly createHTML: (text: string) => string | null;
  readonly createScriptURL: (address: string) => string | null;
}

declare global {
  interface Window {
    /** Absent in browsers without Trusted Types; those have the rest of the content policy. */
    readonly trustedTypes?: { createPolicy(name: string, rules: Rules): unknown };
  }
}

/** Radix's Select hides the scroll bar of its list by a style element whose text it sets as markup. */
const SELECT_STYLE =
  /^\[data-radix-select-viewport\]\{[a-z:;-]+\}\[data-radix-select-viewport\]::-webkit-scrollbar\{display:none\}$/;

export const rules: Rules = {
  createHTML: (text) => (SELECT_STYLE.test(text) ? text : null),
  // Workers are files of this site.
  createScriptURL: (address) => (new URL(address, location.href).origin === location.origin ? address : null),
};

window.trustedTypes?.createPolicy('default', rules);
