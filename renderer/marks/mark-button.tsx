// Drops a mark at once; its name can be changed below the button while everything goes on.

import { Flag } from 'lucide-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { MARK_NAME_MAX, type Mark } from '../../contract/marks.ts';
import { formatTime } from '../parts/format.ts';
import type { MarksControl } from './use-marks.ts';

interface MarkButtonProps {
  control: MarksControl;
  /** Something is recorded now. */
  enabled: boolean;
}

export function MarkButton({ control, enabled }: MarkButtonProps) {
  const { fresh, naming, drop } = control;
  return (
    <div className="popover-anchor">
      <button
        type="button"
        className="mark-button"
        aria-label="Mark"
        aria-disabled={!enabled}
        title="Mark this moment and name it (Shift+M); M marks it alone"
        onClick={() => enabled && drop(true)}
      >
        <Flag aria-hidden />
        <span>Mark</span>
      </button>
      {fresh !== null && <FreshMark key={fresh.id} mark={fresh} naming={naming} control={control} />}
    </div>
  );
}

/** Nobody went to the name for so long: it is good as it is. */
const OFFERED_MS = 6000;

interface FreshMarkProps {
  mark: Mark;
  naming: boolean;
  control: MarksControl;
}

function FreshMark({ mark, naming, control: { rename, settle } }: FreshMarkProps) {
  const input = useRef<HTMLInputElement>(null);
  const [opener] = useState(() => document.activeElement);
  const [name, setName] = useState(mark.name);
  const [touched, setTouched] = useState(naming);

  useEffect(() => {
    if (!naming) return;
    input.current?.focus();
    input.current?.select();
  }, [naming]);
  useEffect(() => {
    if (touched) return;
    const timer = setTimeout(() => settle(mark.id), OFFERED_MS);
    return () => clearTimeout(timer);
  }, [touched, settle, mark.id]);

  /** Once it is left: the focus that goes elsewhere is no second answer. */
  const left = useRef(false);
  const take = () => {
    if (left.current) return;
    left.current = true;
    if (name.trim() !== mark.name) rename(mark.id, name);
  };
  const keep = () => {
    take();
    settle(mark.id);
  };
  // Another mark may take its place in the midst of the name.
  const taken = useRef(take);
  taken.current = take;
  useEffect(() => () => taken.current(), []);
  const leave = (event: FormEvent) => {
    event.preventDefault();
    keep();
    if (opener instanceof HTMLElement) opener.focus();
  };
  return (
    <form className="popover fresh-mark" aria-label="New mark" onSubmit={leave}>
      <span className="dim mono">{formatTime(mark.time)}</span>
      <input
        ref={input}
        type="text"
        aria-label="Name of the mark"
        maxLength={MARK_NAME_MAX}
        value={name}
        onChange={(event) => setName(event.target.value)}
        onFocus={() => setTouched(true)}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          left.current = true;
          settle(mark.id);
          if (opener instanceof HTMLElement) opener.focus();
        }}
      />
      <span className="visually-hidden" aria-live="polite">
        {`${mark.name} is set.`}
      </span>
    </form>
  );
}
