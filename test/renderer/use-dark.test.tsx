// @vitest-environment jsdom
import { act, renderHook } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { useDark } from '../../renderer/charts/use-dark.ts';

/** A system that is dark or not, and turns. */
function system(matches: boolean): (dark: boolean) => void {
  const media = Object.assign(new EventTarget(), { matches });
  vi.stubGlobal('matchMedia', () => media);
  return (dark) => {
    media.matches = dark;
    media.dispatchEvent(new Event('change'));
  };
}

afterEach(() => {
  vi.unstubAllGlobals();
  delete document.documentElement.dataset.theme;
});

test.each(['system', 'contrast'])('with the theme %s it is as dark as the system is', (theme) => {
  document.documentElement.dataset.theme = theme;
  const turn = system(true);
  const { result } = renderHook(useDark);
  expect(result.current).toBe(true);
  act(() => turn(false));
  expect(result.current).toBe(false);
});

test.each(['light', 'dark'])('the theme %s is what it says, whatever the system is', (theme) => {
  document.documentElement.dataset.theme = theme;
  system(theme === 'light');
  expect(renderHook(useDark).result.current).toBe(theme === 'dark');
});
