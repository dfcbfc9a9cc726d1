// All marks: to go to, rename and remove, and two of them as a range of time.

import { Filter as FilterIcon, Milestone } from 'lucide-react';
import { useId, useState } from 'react';
import { MARK_NAME_MAX, type Mark } from '../../contract/marks.ts';
import { Popover } from '../filter/popover.tsx';
import { formatTime } from '../parts/format.ts';
import { NamedItem } from '../parts/named-item.tsx';
import { visibleText } from '../parts/visible-text.ts';
import type { MarksControl } from './use-marks.ts';

interface MarksMenuProps {
  control: MarksControl;
  onGoTo(mark: Mark): void;
  onBetween(one: Mark, other: Mark): void;
}

export function MarksMenu({ control, onGoTo, onBetween }: MarksMenuProps) {
  const { marks } = control;
  return (
    <Popover
      label="Marks"
      title="Marks: go to them, name them, filter between two"
      icon={<Milestone aria-hidden />}
      count={marks.length}
    >
      {(close) => (
        <>
          <h2 className="label">Marks</h2>
          {marks.length === 0 && (
            <p className="dim">Press M while something is recorded, and that moment is here.</p>
          )}
          <ul className="marks">
            {marks.map((mark) => (
              <NamedItem
                key={mark.id}
                name={mark.name}
                maxLength={MARK_NAME_MAX}
                title="Go to the first read after it"
                detail={formatTime(mark.time)}
                onChoose={() => {
                  close();
                  onGoTo(mark);
                }}
                onRename={(name) => control.rename(mark.id, name)}
                onRemove={() => control.remove(mark.id)}
              />
            ))}
          </ul>
          {marks.length > 1 && (
            <Between
              marks={marks}
              onBetween={(one, other) => {
                close();
                onBetween(one, other);
              }}
            />
          )}
        </>
      )}
    </Popover>
  );
}

interface BetweenProps {
  marks: readonly Mark[];
  onBetween(one: Mark, other: Mark): void;
}

/** Of the last two, unless others are chosen. */
function Between({ marks, onBetween }: BetweenProps) {
  const [chosen, setChosen] = useState<{ one?: number; other?: number }>({});
  const one = marks.find(({ id }) => id === chosen.one) ?? marks.at(-2);
  const other = marks.find(({ id }) => id === chosen.other) ?? marks.at(-1);
  if (one === undefined || other === undefined) return null;
  return (
    <div className="between">
      <MarkChoice
        label="From"
        marks={marks}
        chosen={one}
        onChoose={(id) => setChosen({ ...chosen, one: id })}
      />
      <MarkChoice
        label="to"
        marks={marks}
        chosen={other}
        onChoose={(id) => setChosen({ ...chosen, other: id })}
      />
      <button
        type="button"
        aria-disabled={one === other}
        onClick={() => one !== other && onBetween(one, other)}
      >
        <FilterIcon aria-hidden /> Filter between
      </button>
    </div>
  );
}

interface MarkChoiceProps {
  label: string;
  marks: readonly Mark[];
  chosen: Mark;
  onChoose(id: number): void;
}

function MarkChoice({ label, marks, chosen, onChoose }: MarkChoiceProps) {
  const id = useId();
  return (
    <>
      <label htmlFor={id}>{label}</label>
      <select id={id} value={chosen.id} onChange={(event) => onChoose(Number(event.target.value))}>
        {marks.map((mark) => (
          <option key={mark.id} value={mark.id}>
            {visibleText(mark.name)}
          </option>
        ))}
      </select>
    </>
  );
}
