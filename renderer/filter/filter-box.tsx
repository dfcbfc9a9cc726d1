// The box one types a filter into: chips, text with its errors underlined, and what it offers to complete.

import { Redo2, Search, Undo2, X } from 'lucide-react';
import { type ReactNode, type RefObject, useId, useLayoutEffect, useRef } from 'react';
import type { FilterError } from '../../contract/filter-language.ts';
import type { WindowBridge } from '../bridge.ts';
import { IconButton } from '../parts/icon-button.tsx';
import { isAlternative } from './chips.ts';
import { type ChipActions, FilterChip } from './filter-chip.tsx';
import { OfferList, offerId } from './offer-list.tsx';
import { type BoxControl, useBox } from './use-box.ts';
import type { FilterControl } from './use-filter.ts';

interface FilterBoxProps {
  bridge: WindowBridge;
  filter: FilterControl;
  input: RefObject<HTMLInputElement | null>;
  actions: ChipActions;
}

export function FilterBox({ bridge, filter, input, actions }: FilterBoxProps) {
  const ids = useId();
  const control = useBox(bridge, filter, input);
  const { offers, active, open } = control;
  const { chips, draft, clock } = filter;
  const error = filter.error && (!filter.error.unfinished || filter.refused) ? filter.error : null;

  return (
    <div className="filter-box-anchor">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: only widens the input's area for the pointer */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard reaches the input itself */}
      <div
        className={error ? 'filter-box wrong' : 'filter-box'}
        onClick={(event) => event.target === event.currentTarget && input.current?.focus()}
      >
        <Search aria-hidden className="dim" />
        {chips.map((chip, at) => (
          <FilterChip
            key={chip.id}
            chip={chip}
            alternative={isAlternative(chips[at - 1], chip)}
            several={chips.length > 1}
            clock={clock}
            actions={actions}
          />
        ))}
        <MarkedInput text={draft} error={error} input={input}>
          <input
            ref={input}
            type="search"
            aria-label="Filter"
            aria-autocomplete="list"
            aria-controls={offers.length > 0 ? `${ids}-offers` : undefined}
            aria-activedescendant={offers[active] ? offerId(ids, active) : undefined}
            aria-invalid={error !== null}
            aria-describedby={error ? `${ids}-error` : undefined}
            placeholder={chips.length > 0 ? '' : 'Name, path or PID, path:*.ts, latency>1ms, -kind:socket …'}
            autoComplete="off"
            spellCheck={false}
            value={draft}
            onChange={({ target }) => control.onText(target.value, target.selectionStart)}
            onSelect={({ currentTarget }) => control.onCaret(currentTarget.selectionStart)}
            onKeyDown={control.onKeyDown}
            onBlur={control.close}
          />
        </MarkedInput>
        <BoxButtons filter={filter} />
      </div>
      <Drop ids={ids} control={control} error={error} expected={filter.error?.message ?? ''} />
      <span aria-live="polite" className="away">
        {open && offers.length > 0 && `${offers.length} suggestions`}
      </span>
    </div>
  );
}

interface DropProps {
  ids: string;
  control: BoxControl;
  error: FilterError | null;
  /** What must follow; empty: nothing must. */
  expected: string;
}

/** Below the box: what is wrong, or must follow, and what is offered. */
function Drop({ ids, control, error, expected }: DropProps) {
  const { offers, active, open, take } = control;
  if (!error && !(open && (offers.length > 0 || expected !== ''))) return null;
  return (
    <div className="filter-drop">
      {error ? (
        <p id={`${ids}-error`} className="filter-error">
          {error.message}
        </p>
      ) : (
        expected !== '' && <p className="filter-expected dim">{expected}</p>
      )}
      <OfferList ids={ids} offers={offers} active={active} onTake={take} />
    </div>
  );
}

function BoxButtons({ filter }: Pick<FilterBoxProps, 'filter'>) {
  const { chips, draft, canUndo, canRedo } = filter;
  return (
    <span className="filter-box-buttons">
      {canUndo && (
        <IconButton
          label="Undo filter"
          title="Take back the last change of the filter (Ctrl+Z)"
          icon={Undo2}
          onClick={filter.undo}
        />
      )}
      {canRedo && (
        <IconButton
          label="Redo filter"
          title="Change the filter again (Ctrl+Shift+Z)"
          icon={Redo2}
          onClick={filter.redo}
        />
      )}
      {(chips.length > 0 || draft !== '') && (
        <IconButton label="Remove all filters" icon={X} onClick={filter.clear} />
      )}
    </span>
  );
}

interface MarkedInputProps {
  text: string;
  error: FilterError | null;
  input: RefObject<HTMLInputElement | null>;
  children: ReactNode;
}

/** Underlines a part of the input's text: a copy of it lies below, with nothing to be seen but the line. */
function MarkedInput({ text, error, input, children }: MarkedInputProps) {
  const copy = useRef<HTMLDivElement>(null);
  const follow = () => {
    if (copy.current && input.current) copy.current.scrollLeft = input.current.scrollLeft;
  };
  useLayoutEffect(follow);
  return (
    <div className="marked-input" onScrollCapture={follow}>
      {error && (
        <div ref={copy} className="marked-copy" aria-hidden="true">
          {text.slice(0, error.start)}
          <span className="squiggle">{text.slice(error.start, error.end)}</span>
          {text.slice(error.end)}
        </div>
      )}
      {children}
    </div>
  );
}
