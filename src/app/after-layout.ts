/** Calls back once what has just been opened or closed has been laid out, and the canvas has heard of its new size. */
export const afterLayout = (callback: () => void): void => {
  requestAnimationFrame(() => requestAnimationFrame(callback));
};
