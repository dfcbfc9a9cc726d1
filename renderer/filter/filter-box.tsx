// The box one types a filter into: chips, text with its errors underlined, and what it offers to complete.

import { Redo2, Search, Undo2, X } from 'lucide-react';
import {
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import type { FilterError } from '../../contract/filter-language.ts';
import type { WindowBridge } from '../bridge.ts';
import { isAlternative } from './chips.ts';
import type { Offer } from './completion.ts';
import { type ChipActions, FilterChip } from './filter-chip.tsx';
import { OfferList, offerId } from './offer-list.tsx';
import type { FilterControl } from './use-filter.ts';
import { useOffers } from './use-offers.ts';

interface FilterBoxProps {
  bridge: WindowBridge;
  filter: FilterControl;
  input: RefObject<HTMLInputElement | null>;
  actions: ChipActions;
}

export function FilterBox({ bridge, filter, input, actions }: FilterBoxProps) {
  const ids = useId();
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const [caret, setCaret] = useState(0);
  const { chips, draft, clock } = filter;
  const { place, offers } = useOffers(bridge, draft, Math.min(caret, draft.length), open);
  const chosen = offers[active];
  const error = filter.error && (!filter.error.unfinished || filter.refused) ? filter.error : null;
  const expected = filter.error?.unfinished ? filter.error.message : null;

  const close = () => {
    setOpen(false);
    setActive(-1);
  };
  const show = (text: string, at: number, isOpen: boolean) => {
    setCaret(at);
    setOpen(isOpen);
    setActive(-1);
    if (text !== draft) filter.type(text);
  };
  const take = (offer: Offer) => {
    const rest = draft.slice(place.end);
    const text = draft.slice(0, place.start) + offer.text;
    if (offer.whole && text.trim() === offer.text && rest.trim() === '') {
      filter.commit(offer.text);
      close();
      setCaret(0);
    } else {
      const space = offer.whole && !/^\s/.test(rest) ? ' ' : '';
      show(text + space + rest, text.length + space.length, !offer.whole);
    }
    input.current?.focus();
  };
  const move = (step: number) => {
    if (!open) return show(draft, input.current?.selectionStart ?? draft.length, true);
    const count = offers.length;
    // One place more than there are offers: none of them.
    setActive(((active + 1 + step + count + 1) % (count + 1)) - 1);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const last = chips.at(-1);
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      move(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Tab' && !event.shiftKey && open && offers.length > 0 && draft !== '') {
      event.preventDefault();
      take(chosen ?? (offers[0] as Offer));
    } else if (event.key === 'Enter') {
      if (chosen) take(chosen);
      else filter.commit();
      if (!chosen) close();
    } else if (event.key === 'Escape') {
      // The browser would empty a search box at the first Escape, suggestions or not.
      event.preventDefault();
      if (open && offers.length > 0) close();
      else filter.type('');
    } else if (event.key === 'Backspace' && draft === '' && last) {
      filter.remove(last);
    }
  };

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
            aria-activedescendant={chosen ? offerId(ids, active) : undefined}
            aria-invalid={error !== null}
            aria-describedby={error ? `${ids}-error` : undefined}
            placeholder={chips.length > 0 ? '' : 'Name, path or PID, path:*.ts, latency>1ms, -kind:socket …'}
            autoComplete="off"
            spellCheck={false}
            value={draft}
            onChange={({ target }) =>
              show(target.value, target.selectionStart ?? target.value.length, target.value !== '')
            }
            onSelect={({ currentTarget }) => open && setCaret(currentTarget.selectionStart ?? draft.length)}
            onKeyDown={onKeyDown}
            onBlur={close}
          />
        </MarkedInput>
        <BoxButtons filter={filter} />
      </div>
      {(error || (open && (offers.length > 0 || expected))) && (
        <div className="filter-drop">
          {error ? (
            <p id={`${ids}-error`} className="filter-error">
              {error.message}
            </p>
          ) : (
            expected && <p className="filter-expected dim">{expected}</p>
          )}
          <OfferList ids={ids} offers={offers} active={active} onTake={take} />
        </div>
      )}
      <span aria-live="polite" className="away">
        {open && offers.length > 0 && `${offers.length} suggestions`}
      </span>
    </div>
  );
}

function BoxButtons({ filter }: Pick<FilterBoxProps, 'filter'>) {
  const { chips, draft, canUndo, canRedo } = filter;
  return (
    <span className="filter-box-buttons">
      {canUndo && (
        <button
          type="button"
          aria-label="Undo filter"
          title="Take back the last change of the filter (Ctrl+Z)"
          onClick={filter.undo}
        >
          <Undo2 aria-hidden />
        </button>
      )}
      {canRedo && (
        <button
          type="button"
          aria-label="Redo filter"
          title="Change the filter again (Ctrl+Shift+Z)"
          onClick={filter.redo}
        >
          <Redo2 aria-hidden />
        </button>
      )}
      {(chips.length > 0 || draft !== '') && (
        <button
          type="button"
          aria-label="Remove all filters"
          title="Remove all filters"
          onClick={filter.clear}
        >
          <X aria-hidden />
        </button>
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
