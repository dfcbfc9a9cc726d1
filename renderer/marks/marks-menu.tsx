// All marks: to go to, rename and remove, and two of them as a range of time.

import { Check, Filter as FilterIcon, Milestone, Pencil, Trash2 } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import { MARK_NAME_MAX, type Mark } from '../../contract/marks.ts';
import { Popover } from '../filter/popover.tsx';
import { formatTime } from '../parts/format.ts';
import { Name } from '../parts/name.tsx';
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
              <MarkItem
                key={mark.id}
                mark={mark}
                control={control}
                onGoTo={() => {
                  close();
                  onGoTo(mark);
                }}
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

interface MarkItemProps {
  mark: Mark;
  control: MarksControl;
  onGoTo(): void;
}

function MarkItem({ mark, control, onGoTo }: MarkItemProps) {
  const [renaming, setRenaming] = useState(false);
  const name = visibleText(mark.name);
  if (renaming) {
    return (
      <li>
        <RenameForm
          mark={mark}
          onName={(next) => {
            control.rename(mark.id, next);
            setRenaming(false);
          }}
        />
      </li>
    );
  }
  return (
    <li className="stored">
      <button
        data-first
        type="button"
        className="stored-main"
        title="Go to the first read after it"
        onClick={onGoTo}
      >
        <Name value={name} />
        <span className="dim mono">{formatTime(mark.time)}</span>
      </button>
      <button
        type="button"
        className="plain"
        aria-label={`Rename ${name}`}
        title="Rename"
        onClick={() => setRenaming(true)}
      >
        <Pencil aria-hidden />
      </button>
      <button
        type="button"
        className="plain"
        aria-label={`Remove ${name}`}
        title="Remove"
        onClick={() => control.remove(mark.id)}
      >
        <Trash2 aria-hidden />
      </button>
    </li>
  );
}

function RenameForm({ mark, onName }: { mark: Mark; onName(name: string): void }) {
  const [name, setName] = useState(mark.name);
  const label = `New name of ${visibleText(mark.name)}`;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onName(name);
  };
  return (
    <form className="stored-form" onSubmit={submit}>
      <input
        // biome-ignore lint/a11y/noAutofocus: whoever asked to rename it wants to type
        autoFocus
        type="text"
        aria-label={label}
        maxLength={MARK_NAME_MAX}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <button type="submit">
        <Check aria-hidden /> Rename
      </button>
    </form>
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
