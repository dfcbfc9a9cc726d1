// Filters kept under a name: applied again, renamed, removed.

import { Bookmark, Check, Pencil, Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { parseFilter } from '../../contract/filter-language.ts';
import { filterText } from '../../contract/filter-text.ts';
import { Popover } from './popover.tsx';
import { isSavedFilter, type SavedFilter, useStored } from './stored.ts';
import type { FilterControl } from './use-filter.ts';

export function SavedFilters({ filter }: { filter: FilterControl }) {
  const [saved, store] = useStored('ioscope.filters', isSavedFilter);
  const text = filterText(filter.filter);
  const save = (name: string) => store([...saved.filter((one) => one.name !== name), { name, text }]);
  const rename = (from: string, name: string) => {
    const others = saved.filter((one) => one.name === from || one.name !== name);
    store(others.map((one) => (one.name === from ? { ...one, name } : one)));
  };
  const apply = (one: SavedFilter) => {
    const parsed = parseFilter(one.text);
    if (parsed.ok) filter.replaceAll(parsed.expression);
    else filter.commit(one.text);
  };
  return (
    <Popover label="Saved filters" title="Saved filters" icon={<Bookmark aria-hidden />}>
      {(close) => (
        <>
          <h2 className="label">Saved filters</h2>
          {saved.length === 0 && (
            <p className="dim">Give the present filter a name, and it is here the next time.</p>
          )}
          <ul>
            {saved.map((one) => (
              <SavedItem
                key={one.name}
                saved={one}
                onApply={() => {
                  apply(one);
                  close();
                }}
                onRename={(name) => rename(one.name, name)}
                onRemove={() => store(saved.filter((other) => other !== one))}
              />
            ))}
          </ul>
          {filter.active ? (
            <NameForm label="Name of the present filter" initial="" button="Save" onName={save} />
          ) : (
            <p className="dim">Nothing is filtered now, so there is nothing to save.</p>
          )}
        </>
      )}
    </Popover>
  );
}

interface SavedItemProps {
  saved: SavedFilter;
  onApply(): void;
  onRename(name: string): void;
  onRemove(): void;
}

function SavedItem({ saved, onApply, onRename, onRemove }: SavedItemProps) {
  const [renaming, setRenaming] = useState(false);
  const { name, text } = saved;
  if (renaming) {
    return (
      <li>
        <NameForm
          label={`New name of ${name}`}
          initial={name}
          button="Rename"
          onName={(next) => {
            onRename(next);
            setRenaming(false);
          }}
        />
      </li>
    );
  }
  return (
    <li className="stored">
      <button type="button" className="stored-main" title={`Apply: ${text}`} onClick={onApply}>
        <span>{name}</span>
        <span className="dim mono">{text}</span>
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
      <button type="button" className="plain" aria-label={`Remove ${name}`} title="Remove" onClick={onRemove}>
        <Trash2 aria-hidden />
      </button>
    </li>
  );
}

interface NameFormProps {
  label: string;
  initial: string;
  button: string;
  onName(name: string): void;
}

function NameForm({ label, initial, button, onName }: NameFormProps) {
  const [name, setName] = useState(initial);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '') return;
    onName(name.trim());
    setName('');
  };
  return (
    <form className="stored-form" onSubmit={submit}>
      <input
        data-first
        type="text"
        maxLength={80}
        aria-label={label}
        placeholder={label}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <button type="submit" aria-disabled={name.trim() === ''}>
        <Check aria-hidden /> {button}
      </button>
    </form>
  );
}
