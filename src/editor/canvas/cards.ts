/** The card of a block on the canvas that is open; a frame or a note is one too. */
export const cardOf = (id: string): HTMLElement | null =>
  document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`);
