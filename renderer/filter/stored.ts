// Filters and highlight rules that are kept from one start to the next, as text in the filter's language.

import { useCallback, useState } from 'react';

export interface SavedFilter {
  name: string;
  text: string;
}

/** Told apart also by those who do not see all colours: see filter.css. */
export const COLORS = ['blue', 'orange', 'green', 'purple', 'yellow'] as const;
export type Color = (typeof COLORS)[number];

export interface HighlightRule {
  text: string;
  color: Color;
  off: boolean;
}

const MOST = 200;

/** A list in localStorage; what there is no sense in is left out. */
export function useStored<T>(key: string, isOne: (value: unknown) => value is T) {
  const [list, setList] = useState(() => read(key, isOne));
  const store = useCallback(
    (next: readonly T[]) => {
      setList(next);
      localStorage.setItem(key, JSON.stringify(next));
    },
    [key],
  );
  return [list, store] as const;
}

function read<T>(key: string, isOne: (value: unknown) => value is T): readonly T[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(found) ? found.filter(isOne).slice(0, MOST) : [];
  } catch {
    // Not written by this program: nothing in it to lose.
    return [];
  }
}

const textOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;

export function isSavedFilter(value: unknown): value is SavedFilter {
  return typeof textOf(value, 'name') === 'string' && typeof textOf(value, 'text') === 'string';
}

export function isHighlightRule(value: unknown): value is HighlightRule {
  return (
    typeof textOf(value, 'text') === 'string' &&
    typeof textOf(value, 'off') === 'boolean' &&
    COLORS.some((color) => color === textOf(value, 'color'))
  );
}
