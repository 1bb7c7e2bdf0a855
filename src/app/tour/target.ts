import { type Rect, within } from './place';
import type { Target } from './steps';

/** The element that a step speaks of, by the names that a screen reader hears; undefined where it is not to be seen. */
export function findTarget(target: Target): HTMLElement | undefined {
  const found =
    'block' in target
      ? document.querySelector(`.react-flow__node[data-id="${CSS.escape(target.block)}"]`)
      : 'port' in target
        ? document.querySelector(`[data-port="${portKey(target.port)}"][data-side="${target.side}"]`)
        : 'button' in target
          ? buttonIn(target.region, target.button)
          : regionNamed(target.region);
  return found instanceof HTMLElement ? found : undefined;
}

const portKey = ({ node, port }: { readonly node: string; readonly port: string }): string =>
  CSS.escape(`${node}/${port}`);

const regionNamed = (name: string): Element | null =>
  document.querySelector(`section[aria-label="${CSS.escape(name)}"], fieldset[aria-label="${CSS.escape(name)}"]`);

const buttonIn = (region: string, name: string): Element | undefined =>
  [...(regionNamed(region)?.querySelectorAll('button') ?? [])].find((button) =>
    (button.getAttribute('aria-label') ?? button.textContent ?? '').startsWith(name),
  );

/** Where an element is seen: what the canvas or a panel cuts off of it does not count. */
export function seenAt(element: HTMLElement): Rect | undefined {
  const rect = element.getBoundingClientRect();
  const window: Rect = { x: 0, y: 0, width: document.documentElement.clientWidth, height: innerHeight };
  const frame = element.parentElement?.closest('section')?.getBoundingClientRect();
  const inside = within(rect, frame ?? window);
  return inside && within(inside, window);
}
