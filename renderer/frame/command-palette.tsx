// All commands, found by typing.

import { type KeyboardEvent, useId, useState } from 'react';
import { Dialog } from '../parts/dialog.tsx';
import { type Command, findCommands } from './commands.ts';
import { Keys } from './keys.tsx';

interface CommandPaletteProps {
  commands: readonly Command[];
  onClose(): void;
}

export function CommandPalette({ commands, onClose }: CommandPaletteProps) {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const ids = useId();
  // Those that can be run now come first.
  const found = findCommands(commands, text)
    .filter(({ id }) => id !== 'palette')
    .sort((a, b) => Number(b.enabled) - Number(a.enabled));
  const chosen = found[at];

  const run = (command: Command | undefined) => {
    if (!command?.enabled) return;
    onClose();
    // When the dialog is gone and the focus is back: the command may move it.
    setTimeout(command.run);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setAt((at + step + found.length) % Math.max(1, found.length));
    else if (event.key === 'Enter') run(chosen);
    else return;
    event.preventDefault();
  };

  return (
    <Dialog title="Commands" className="palette" bare onClose={onClose}>
      <input
        type="text"
        role="combobox"
        aria-label="Command"
        aria-expanded="true"
        aria-autocomplete="list"
        aria-controls={`${ids}-commands`}
        aria-activedescendant={chosen && `${ids}-${chosen.id}`}
        placeholder="What do you want to do?"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id={`${ids}-commands`} role="listbox" aria-label="Commands">
        {found.map((command, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard chooses from the box by aria-activedescendant
          <div
            key={command.id}
            id={`${ids}-${command.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            aria-disabled={!command.enabled}
            className="palette-command"
            onPointerMove={() => setAt(index)}
            onClick={() => run(command)}
          >
            <span>{command.title}</span>
            {command.enabled ? <Keys keys={command.keys.slice(0, 1)} /> : <small>not now</small>}
          </div>
        ))}
      </div>
      {found.length === 0 && <p className="dim palette-none">No command has these words in its name.</p>}
    </Dialog>
  );
}
