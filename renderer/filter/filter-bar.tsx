// The box that filters by any field, with its chips and suggestions, and how many reads pass.

import { Search, X } from 'lucide-react';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import type { Seen } from '../../contract/capture.ts';
import type { Term } from '../../contract/read.ts';
import { formatCount } from '../parts/format.ts';
import { Name } from '../parts/name.tsx';
import type { ReadsSnapshot } from '../table/reads-source.ts';
import { FilterChip, termText } from './filter-chip.tsx';
import { type Suggestion, suggest } from './suggestions.ts';
import type { FilterControl } from './use-filter.ts';

interface FilterBarProps {
  filter: FilterControl;
  seen: Seen | null;
  reads: ReadsSnapshot;
  /** Rows in the capture; may be newer than `reads`. */
  total: number;
}

export function FilterBar({ filter, seen, reads, total }: FilterBarProps) {
  const all = reads.filter.terms.length === 0 && reads.filter.text === '';
  return (
    <section className="filter-bar" aria-label="Filter reads">
      <FilterBox filter={filter} seen={seen} />
      <FilesOnly filter={filter} />
      <span className="filter-count">
        <b>{formatCount(all ? total : reads.matched)}</b> of {formatCount(total)} reads
      </span>
    </section>
  );
}

const FILES: Term = { field: 'kind', value: 'file', exclude: false };

function FilesOnly({ filter }: Pick<FilterBarProps, 'filter'>) {
  const on = filter.chips.some((term) => term.field === 'kind' && term.value === 'file' && !term.exclude);
  return (
    <button
      type="button"
      className="toggle"
      aria-pressed={on}
      title="Show reads of files only: no pipes, sockets, terminals and the like"
      onClick={() => (on ? filter.remove(FILES) : filter.add(FILES))}
    >
      Files only
    </button>
  );
}

function FilterBox({ filter, seen }: Pick<FilterBarProps, 'filter' | 'seen'>) {
  const input = useRef<HTMLInputElement>(null);
  const ids = useId();
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const offers = open ? suggest(filter.draft, seen) : [];
  const chosen = offers[active];
  const { error } = filter;

  const close = () => {
    setOpen(false);
    setActive(-1);
  };
  const take = (offer: Suggestion) => {
    filter.add(offer.term, offer.draft);
    close();
    input.current?.focus();
  };
  const move = (step: number) => {
    setOpen(true);
    const count = suggest(filter.draft, seen).length;
    // One place more than there are offers: none of them.
    setActive(((active + 1 + step + count + 1) % (count + 1)) - 1);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const last = filter.chips.at(-1);
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      move(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Enter') {
      if (chosen) take(chosen);
      else filter.commit();
      close();
    } else if (event.key === 'Escape') {
      // The browser would empty a search box at the first Escape, suggestions or not.
      event.preventDefault();
      if (offers.length > 0) close();
      else filter.type('');
    } else if (event.key === 'Backspace' && filter.draft === '' && last) {
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
        {filter.chips.map((term) => (
          <FilterChip
            key={`${term.field}:${term.value}`}
            term={term}
            onToggle={filter.toggle}
            onRemove={filter.remove}
          />
        ))}
        <input
          ref={input}
          type="search"
          aria-label="Filter"
          aria-autocomplete="list"
          aria-controls={offers.length > 0 ? `${ids}-offers` : undefined}
          aria-activedescendant={chosen ? `${ids}-${active}` : undefined}
          aria-invalid={error !== null}
          aria-describedby={error ? `${ids}-error` : undefined}
          placeholder={filter.chips.length > 0 ? '' : 'Name, path or PID, process:bash, -kind:socket …'}
          autoComplete="off"
          spellCheck={false}
          value={filter.draft}
          onChange={(event) => {
            filter.type(event.target.value);
            setOpen(event.target.value !== '');
            setActive(-1);
          }}
          onKeyDown={onKeyDown}
          onBlur={close}
        />
        {(filter.chips.length > 0 || filter.draft !== '') && (
          <button
            type="button"
            className="filter-clear"
            aria-label="Remove all filters"
            onClick={filter.clear}
          >
            <X aria-hidden />
          </button>
        )}
      </div>
      {(error || offers.length > 0) && (
        <div className="filter-drop">
          {error && (
            <p id={`${ids}-error`} className="filter-error">
              {error.end - error.start < filter.draft.length && (
                <span className="squiggle">{filter.draft.slice(error.start, error.end)}</span>
              )}
              {error.message}
            </p>
          )}
          {offers.length > 0 && (
            <div id={`${ids}-offers`} role="listbox" aria-label="Suggestions">
              {offers.map((offer, index) => (
                <Offer
                  key={`${offer.term.field}:${offer.term.value}`}
                  id={`${ids}-${index}`}
                  offer={offer}
                  selected={index === active}
                  onTake={take}
                />
              ))}
            </div>
          )}
        </div>
      )}
    </div>
  );
}

interface OfferProps {
  id: string;
  offer: Suggestion;
  selected: boolean;
  onTake(offer: Suggestion): void;
}

function Offer({ id, offer, selected, onTake }: OfferProps) {
  const { term, comm, reads } = offer;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard chooses from the input by aria-activedescendant
    <div
      id={id}
      className="offer"
      role="option"
      tabIndex={-1}
      aria-selected={selected}
      aria-label={`${termText(term)}, ${formatCount(reads)} reads`}
      // A press must not take the focus from the box, or the list would close under it.
      onPointerDown={(event) => event.preventDefault()}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onTake(offer)}
    >
      <span className="dim">
        {term.exclude && 'not '}
        {term.field}
      </span>
      <span className="offer-value">
        <Name value={term.value} />
        {comm !== '' && (
          <span className="dim">
            {' '}
            <Name value={comm} />
          </span>
        )}
      </span>
      <span className="num dim">{formatCount(reads)}</span>
    </div>
  );
}
