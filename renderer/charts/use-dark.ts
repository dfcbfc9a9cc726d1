// Whether the window is dark now: for what is painted and cannot take its colours from a style.

import { useSyncExternalStore } from 'react';

const system = () => window.matchMedia?.('(prefers-color-scheme: dark)');

function isDark(): boolean {
  const { theme } = document.documentElement.dataset;
  if (theme === 'light' || theme === 'dark') return theme === 'dark';
  return system()?.matches ?? false;
}

function subscribe(changed: () => void): () => void {
  const chosen = new MutationObserver(changed);
  chosen.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  const media = system();
  media?.addEventListener('change', changed);
  return () => {
    chosen.disconnect();
    media?.removeEventListener('change', changed);
  };
}

export const useDark = (): boolean => useSyncExternalStore(subscribe, isDark);
