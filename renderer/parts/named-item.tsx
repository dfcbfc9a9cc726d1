// An entry of a list under a name: to choose, to rename, to remove. And the form that names one.

import { Check, Pencil, Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { IconButton } from './icon-button.tsx';
import { Name } from './name.tsx';
import { visibleText } from './visible-text.ts';

interface NamedItemProps {
  name: string;
  maxLength: number;
  /** What choosing it does. */
  title: string;
  /** What it is beside its name. */
  detail: string;
  onChoose(): void;
  onRename(name: string): void;
  onRemove(): void;
}

/** A list item. */
export function NamedItem(props: NamedItemProps) {
  const { name, maxLength, title, detail, onChoose, onRename, onRemove } = props;
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
        <Name value={name} />
        <span className="dim mono">{detail}</span>
      </button>
      <IconButton
        className="plain"
        label={`Rename ${shown}`}
        title="Rename"
        icon={Pencil}
        onClick={() => setRenaming(true)}
      />
      <IconButton
        className="plain"
        label={`Remove ${shown}`}
        title="Remove"
        icon={Trash2}
        onClick={onRemove}
      />
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
