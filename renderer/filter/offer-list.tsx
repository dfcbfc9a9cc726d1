// What the filter box offers, below it. The keyboard chooses from the input.

import { formatCount } from '../parts/format.ts';
import { Name, Path } from '../parts/name.tsx';
import { visibleText } from '../parts/visible-text.ts';
import type { Offer } from './completion.ts';

interface OfferListProps {
  ids: string;
  offers: readonly Offer[];
  active: number;
  onTake(offer: Offer): void;
}

export const offerId = (ids: string, index: number) => `${ids}-${index}`;

export function OfferList({ ids, offers, active, onTake }: OfferListProps) {
  if (offers.length === 0) return null;
  return (
    <div id={`${ids}-offers`} role="listbox" aria-label="Suggestions" className="offers">
      {offers.map((offer, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard chooses from the input by aria-activedescendant
        <div
          key={offer.text}
          id={offerId(ids, index)}
          className="offer"
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          aria-label={spoken(offer)}
          ref={(element) => {
            if (index === active) element?.scrollIntoView?.({ block: 'nearest' });
          }}
          // A press must not take the focus from the box, or the list would close under it.
          onPointerDown={(event) => event.preventDefault()}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onTake(offer)}
        >
          <span className={offer.value === '' ? 'offer-field' : 'dim'}>{offer.head}</span>
          <span className="offer-value">
            <OfferValue {...offer} />
          </span>
          <span className="num dim">{offer.reads === null ? '' : formatCount(offer.reads)}</span>
        </div>
      ))}
    </div>
  );
}

function OfferValue({ head, value, hint, reads }: Offer) {
  if (reads === null) {
    return (
      <>
        {value !== '' && `${value} `}
        <span className="dim">{hint}</span>
      </>
    );
  }
  return (
    <>
      {head.endsWith('path') ? <Path value={value} /> : <Name value={value} />}
      {hint !== '' && (
        <span className="dim">
          {' '}
          <Name value={hint} />
        </span>
      )}
    </>
  );
}

function spoken({ head, value, hint, reads }: Offer): string {
  if (reads === null) return `${head}${value} ${hint}`;
  return `${head}: ${visibleText(value)}, ${formatCount(reads)} reads`;
}
