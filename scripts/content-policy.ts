import type { Plugin } from 'vite';

/**
 * What the page may do. No script but its own files: nothing inline, nothing from text; WebAssembly alone is compiled.
 * Text that becomes markup or the address of a script must pass the page's one Trusted Types policy (src/app/trusted-types.ts).
 * Styles are the exception: Radix writes style elements with numbers it has measured (the width of the scroll bar that a dialog
 * hides), for which no hash can be given beforehand, and a fixed nonce would be no better than 'unsafe-inline'.
 */
const RULES: Readonly<Record<string, string>> = {
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'worker-src': "'self'",
  'style-src': "'self' 'unsafe-inline'",
  'img-src': "'self' data: blob:",
  'font-src': "'self' data:",
  'connect-src': "'self' data: blob:",
  'base-uri': "'none'",
  'form-action': "'none'",
  'require-trusted-types-for': "'script'",
  'trusted-types': 'default',
};

/** Written into the page, so that it holds on any static host; a worker takes its own from the header. */
export const CONTENT_POLICY = Object.entries(RULES)
  .map(([name, value]) => `${name} ${value}`)
  .join('; ');

/** What a host that can set headers should send; a page in a frame is refused only by a header. */
export const HEADERS = { 'Content-Security-Policy': `${CONTENT_POLICY}; frame-ancestors 'none'` };

/** Puts the policy before everything else in the built page. The development server's own script is inline, so not there. */
export function contentPolicy(): Plugin {
  return {
    name: 'wireformer:content-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: CONTENT_POLICY },
        injectTo: 'head-prepend',
      },
    ],
  };
}
