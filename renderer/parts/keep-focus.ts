// A panel keeps the focus when what had it in there is gone, so that its keys go on to work.

/** The ref of an element with a tabIndex. */
export function keepFocus(panel: HTMLElement | null): (() => void) | undefined {
  if (panel === null) return;
  const observer = new MutationObserver(() => {
    if (document.activeElement === document.body) panel.focus();
  });
  observer.observe(panel, { childList: true, subtree: true });
  return () => observer.disconnect();
}
