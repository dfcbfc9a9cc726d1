// The offers for the word at the caret: those made here at once, values when the capture has answered.

import { useEffect, useMemo, useRef, useState } from 'react';
import type { SeenValue, ValueField } from '../../contract/capture.ts';
import type { WindowBridge } from '../bridge.ts';
import {
  fieldOffers,
  isValueField,
  type Offer,
  type Place,
  placeAt,
  presetOffers,
  ranked,
  valueOffers,
} from './completion.ts';

const MOST = 9;
/** A bare word is looked for in these, each with so many values. */
const SEARCHED: ValueField[] = ['process', 'comm', 'pid', 'kind', 'path'];
const EACH = 4;

interface Answer {
  key: string;
  values: Map<ValueField, SeenValue[]>;
}

/** `open`: anyone looks. The offers of the last answer stay until the next has come. */
export function useOffers(bridge: WindowBridge, draft: string, caret: number, open: boolean) {
  const place = useMemo(() => placeAt(draft, caret), [draft, caret]);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const wanted = useRef('');
  const { field, part } = place;
  const key = `${field} ${part}`;

  useEffect(() => {
    wanted.current = open ? key : '';
    if (!open) return;
    const fields = field === null ? (part === '' ? [] : SEARCHED) : isValueField(field) ? [field] : [];
    const limit = field === null ? EACH : MOST;
    const asked = fields.map(
      async (one): Promise<[ValueField, SeenValue[]]> => [
        one,
        await bridge.request('values', { field: one, part: part.slice(0, 1000), limit }),
      ],
    );
    Promise.all(asked).then(
      (values) => wanted.current === key && setAnswer({ key, values: new Map(values) }),
      // The table asks the same process and reports what is wrong.
      () => {},
    );
  }, [bridge, open, key, field, part]);

  const offers = useMemo(() => (open ? offersFor(draft, place, answer) : []), [open, draft, place, answer]);
  return { place, offers };
}

function offersFor(draft: string, place: Place, answer: Answer | null): Offer[] {
  const { field, part, start, partStart, not } = place;
  const values = answer?.key === `${field} ${part}` ? answer.values : new Map<ValueField, SeenValue[]>();
  if (field !== null) {
    const typed = draft.slice(start, partStart);
    const seen = isValueField(field) ? (values.get(field) ?? []) : [];
    return [
      ...ranked(isValueField(field) ? valueOffers(field, seen, typed) : [], part, MOST),
      ...presetOffers(place),
    ];
  }
  const fields = fieldOffers(place);
  if (part === '') return fields;
  const found = [...values].flatMap(([one, seen]) => valueOffers(one, seen, `${not}${one}:`));
  return [...fields.slice(0, 3), ...ranked(found, part, MOST)];
}
