import { layoutStore, openTab } from '../layout-store';
import type { Workspace } from '../workspace';
import type { TourStep } from './steps';

/** Below this, palette and inspector leave no room for a canvas between them. */
const NARROW = 900;

/** Opens and brings into sight what a step speaks of. */
export function arrange({ editor }: Workspace, { opens, shows, targets }: TourStep): void {
  if (opens === 'inspector') layoutStore.setState({ inspector: true, ...(innerWidth < NARROW && { palette: false }) });
  else if (opens !== 'canvas') openTab(opens);
  if (!targets.some((target) => 'block' in target)) return;
  editor.enter([]);
  // By then the canvas is as large as what has opened beside it leaves it.
  requestAnimationFrame(() => editor.canvas.current?.fit(shows));
}
