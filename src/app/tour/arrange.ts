import { afterLayout } from '../after-layout';
import { layoutStore, openTab } from '../layout-store';
import type { Workspace } from '../workspace';
import type { TourStep } from './steps';
import { movePanels } from './tour-store';

/** Below this, palette and inspector leave no room for a canvas between them. */
const NARROW = 900;

/** Opens and brings into sight what a step speaks of. */
export function arrange({ editor }: Workspace, { opens, shows, targets }: TourStep): void {
  if (opens === 'canvas') layoutStore.setState({ sheet: undefined });
  else if (opens !== 'inspector') openTab(opens);
  // On a small screen the block is to be seen first; a tap on it opens the inspector.
  else {
    layoutStore.setState({ sheet: undefined });
    movePanels({ inspector: true, ...(innerWidth < NARROW && { palette: false }) });
  }
  if (!targets.some((target) => 'block' in target)) return;
  editor.enter([]);
  afterLayout(() => editor.canvas.current?.fit(shows));
}
