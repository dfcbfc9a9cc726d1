// One condition of the filter: its menu switches it off, turns it round, takes it back into the box or away.

import { X } from 'lucide-react';
import { type KeyboardEvent, type MouseEvent, useCallback, useRef, useState } from 'react';
import type { Clock } from '../../contract/filter-language.ts';
import { Menu, type MenuPlace } from '../parts/menu.tsx';
import { chipText } from './chip-text.ts';
import type { Chip } from './chips.ts';

export interface ChipActions {
  switchOff(chip: Chip): void;
  negate(chip: Chip): void;
  edit(chip: Chip): void;
  remove(chip: Chip): void;
  only(chip: Chip): void;
  highlight(chip: Chip): void;
}

interface FilterChipProps {
  chip: Chip;
  /** It stands beside another value of its field. */
  alternative: boolean;
  /** There are others. */
  several: boolean;
  clock: Clock;
  actions: ChipActions;
}

export function FilterChip({ chip, alternative, several, clock, actions }: FilterChipProps) {
  const ref = useRef<HTMLButtonElement>(null);
  const [place, setPlace] = useState<MenuPlace | null>(null);
  const close = useCallback(() => setPlace(null), []);
  const { head, value } = chipText(chip.expression, clock);
  const isNot = chip.expression.op === 'not';

  const onClick = (event: MouseEvent) => {
    if (event.altKey) return actions.negate(chip);
    if (event.ctrlKey || event.metaKey) return actions.switchOff(chip);
    const box = ref.current?.getBoundingClientRect();
    if (box) setPlace(place === null ? { x: box.left, y: box.bottom + 4 } : null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const keys: Record<string, (chip: Chip) => void> = {
      Delete: actions.remove,
      Backspace: actions.remove,
      F2: actions.edit,
      '-': actions.negate,
      '!': actions.negate,
    };
    const act = Object.hasOwn(keys, event.key) ? keys[event.key] : undefined;
    if (act === undefined) return;
    event.preventDefault();
    act(chip);
  };
  const items = [
    { label: chip.off ? 'Switch on' : 'Switch off', run: () => actions.switchOff(chip) },
    { label: isNot ? 'Show these instead' : 'Hide these instead', run: () => actions.negate(chip) },
    { label: 'Edit', run: () => actions.edit(chip) },
    ...(several ? [{ label: 'Only this', run: () => actions.only(chip) }] : []),
    { label: 'Highlight', run: () => actions.highlight(chip) },
    { label: 'Remove', run: () => actions.remove(chip) },
  ];

  return (
    <>
      {alternative && <span className="chip-or dim">or</span>}
      <span className={`chip${isNot ? ' not' : ''}${chip.off ? ' off' : ''}`}>
        <button
          ref={ref}
          type="button"
          className="chip-text"
          aria-haspopup="menu"
          aria-expanded={place !== null}
          aria-label={chip.off ? `off: ${head}${value}` : undefined}
          title={`${head}${value}\n${chip.off ? 'Switched off. ' : ''}Press for what can be done with it; Alt: turn round, Ctrl: switch ${chip.off ? 'on' : 'off'}`}
          onClick={onClick}
          onKeyDown={onKeyDown}
        >
          {head}
          <bdi className="name">{value}</bdi>
        </button>
        <button
          type="button"
          className="chip-remove"
          aria-label={`Remove ${head}${value}`}
          onClick={() => actions.remove(chip)}
        >
          <X aria-hidden />
        </button>
      </span>
      {place && (
        <Menu label={`${head}${value}`} items={items} place={place} anchor={ref.current} onClose={close} />
      )}
    </>
  );
}
