// A name from a trace on the screen: as text only, nothing invisible, its direction kept to itself.

import { visibleText } from './visible-text.ts';

interface NameProps {
  value: string;
  /** What stands for an empty one. */
  none?: string;
}

export function Name({ value, none = '⟨no name⟩' }: NameProps) {
  if (value === '') return <span className="name dim">{none}</span>;
  return <bdi className="name">{visibleText(value)}</bdi>;
}

/** A path in two parts: where there is no room for both, the folder gives way. */
export function Path({ value }: { value: string }) {
  if (value === '') return <Name value="" none="⟨not known⟩" />;
  const name = value.lastIndexOf('/') + 1;
  return (
    <span className="path" dir="ltr">
      {name > 0 && (
        <span className="path-folder">
          <bdi dir="ltr">{visibleText(value.slice(0, name))}</bdi>
        </span>
      )}
      {name < value.length && <bdi className="path-name">{visibleText(value.slice(name))}</bdi>}
    </span>
  );
}
