import { Tooltip } from 'radix-ui';
import type { ReactNode } from 'react';
import { ToastRegion } from './Toast';

/** What the primitives need above them, once, at the root of the page. */
export function UiProvider({ children }: { readonly children: ReactNode }) {
  return (
    <Tooltip.Provider delayDuration={400} skipDelayDuration={200}>
      <ToastRegion>{children}</ToastRegion>
    </Tooltip.Provider>
  );
}
