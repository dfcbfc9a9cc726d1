// What the filter box does at a key: moves through what it offers, takes one, makes chips, gives up.

import { type KeyboardEvent, type RefObject, useState } from 'react';
import type { WindowBridge } from '../bridge.ts';
import type { Offer } from './completion.ts';
import type { FilterControl } from './use-filter.ts';
import { useOffers } from './use-offers.ts';

export interface BoxControl {
  /** None while the list is closed. */
  offers: readonly Offer[];
  /** Index of the offer chosen by the arrows; -1: none. */
  active: number;
  open: boolean;
  take(offer: Offer): void;
  close(): void;
  onText(text: string, caret: number | null): void;
  onCaret(caret: number | null): void;
  onKeyDown(event: KeyboardEvent<HTMLInputElement>): void;
}

export function useBox(
  bridge: WindowBridge,
  filter: FilterControl,
  input: RefObject<HTMLInputElement | null>,
): BoxControl {
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const [caret, setCaret] = useState(0);
  const { draft } = filter;
  const { place, offers } = useOffers(bridge, draft, Math.min(caret, draft.length), open);
  const chosen = offers[active];

  const show = (text: string, at: number, isOpen: boolean) => {
    setCaret(at);
    setOpen(isOpen);
    setActive(-1);
    if (text !== draft) filter.type(text);
  };
  const close = () => {
    setOpen(false);
    setActive(-1);
  };
  const take = (offer: Offer) => {
    const rest = draft.slice(place.end);
    const text = draft.slice(0, place.start) + offer.text;
    if (offer.whole && text.trim() === offer.text && rest.trim() === '') {
      filter.commit(offer.text);
      close();
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
  const commit = () => {
    filter.commit();
    close();
  };

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const { key, shiftKey } = event;
    const [first] = offers;
    const last = filter.chips.at(-1);
    if (key === 'Enter') {
      if (chosen) take(chosen);
      else commit();
    } else if (key === 'Backspace') {
      if (draft === '' && last) filter.remove(last);
    } else if (key === 'ArrowDown' || key === 'ArrowUp') {
      event.preventDefault();
      move(key === 'ArrowDown' ? 1 : -1);
    } else if (key === 'Tab' && !shiftKey && first && draft !== '') {
      event.preventDefault();
      take(chosen ?? first);
    } else if (key === 'Escape') {
      // The browser would empty a search box at the first Escape, suggestions or not.
      event.preventDefault();
      if (first) close();
      else filter.type('');
    }
  };

  return {
    offers,
    active,
    open,
    take,
    close,
    onText: (text, at) => show(text, at ?? text.length, text !== ''),
    onCaret: (at) => open && setCaret(at ?? draft.length),
    onKeyDown,
  };
}
