// A name from a trace on the screen: as text only, nothing invisible, its direction kept to itself.

import { visibleText } from './visible-text.ts';

export function Name({ value }: { value: string }) {
  if (value === '') return <span className="name dim">⟨no name⟩</span>;
  return <bdi className="name">{visibleText(value)}</bdi>;
}
