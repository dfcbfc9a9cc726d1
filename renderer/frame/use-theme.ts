// Light, dark, or as the system has it; the choice is remembered.

import { useEffect, useState } from 'react';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'ioscope.theme';

function remembered(): Theme {
  const stored = localStorage.getItem(KEY);
  return THEMES.find((theme) => theme === stored) ?? 'system';
}

/** Styles follow the system unless the root says otherwise. */
function show(theme: Theme): void {
  const { dataset } = document.documentElement;
  if (theme === 'system') delete dataset.theme;
  else dataset.theme = theme;
}

/** Before the first paint, so that no other theme flashes up. */
export function showRememberedTheme(): void {
  show(remembered());
}

export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(remembered);
  useEffect(() => {
    localStorage.setItem(KEY, theme);
    show(theme);
  }, [theme]);
  return [theme, setTheme];
}
