// An entry of a list under a name: to choose, to rename, to remove. And the form that names one.

import { Check, Pencil, Trash2 } from 'lucide-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import { visibleText } from './visible-text.ts';

interface NamedItemProps {
  name: string;
  maxLength: number;
  /** What choosing it does. */
  title: string;
  /** What it is beside its name. */
  detail: string;
  /** The name as it is shown. */
  children: ReactNode;
  onChoose(): void;
  onRename(name: string): void;
  onRemove(): void;
}

/** A list item. */
export function NamedItem(props: NamedItemProps) {
  const { name, maxLength, title, detail, children, onChoose, onRename, onRemove } = props;
  const [renaming, setRenaming] = useState(false);
  const shown = visibleText(name);
  if (renaming) {
    return (
      <li>
        <NameForm
          label={`New name of ${shown}`}
          initial={name}
          maxLength={maxLength}
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
      <button data-first type="button" className="stored-main" title={title} onClick={onChoose}>
        {children}
        <span className="dim mono">{detail}</span>
      </button>
      <button
        type="button"
        className="plain"
        aria-label={`Rename ${shown}`}
        title="Rename"
        onClick={() => setRenaming(true)}
      >
        <Pencil aria-hidden />
      </button>
      <button
        type="button"
        className="plain"
        aria-label={`Remove ${shown}`}
        title="Remove"
        onClick={onRemove}
      >
        <Trash2 aria-hidden />
      </button>
    </li>
  );
}

interface NameFormProps {
  label: string;
  /** Empty: for something new, which does not take the focus. */
  initial: string;
  maxLength: number;
  button: string;
  onName(name: string): void;
}

export function NameForm({ label, initial, maxLength, button, onName }: NameFormProps) {
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
        // biome-ignore lint/a11y/noAutofocus: whoever asked to rename it wants to type
        autoFocus={initial !== ''}
        type="text"
        maxLength={maxLength}
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
