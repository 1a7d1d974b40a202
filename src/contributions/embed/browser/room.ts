/**
 * When the page may move: below what is seen, or above it where the browser holds the text in its place. So nobody loses the
 * line that they are reading.
 */
export function mayMove(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  return top >= innerHeight || (bottom <= 0 && CSS.supports('overflow-anchor', 'auto'));
}

/** Resolves once the page may move, at once if it may already. */
export async function untilItMayMove(element: Element): Promise<void> {
  if (mayMove(element)) return;
  await new Promise<void>((resolve) => {
    new IntersectionObserver((_entries, observer) => {
      if (!mayMove(element)) return;
      observer.disconnect();
      resolve();
    }).observe(element);
  });
}
