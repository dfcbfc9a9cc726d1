// The overview of the keyboard.

import { Dialog } from '../parts/dialog.tsx';
import type { Command } from './commands.ts';
import { Keys } from './keys.tsx';

/** Keys of the parts of the window, each of which knows its own. */
const PARTS: readonly { part: string; keys: readonly { does: string; keys: readonly string[] }[] }[] = [
  {
    part: 'Applications and processes',
    keys: [
      { does: 'Move', keys: ['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End'] },
      { does: 'Open, close', keys: ['ArrowRight', 'ArrowLeft'] },
      { does: 'Find by name', keys: ['A…Z'] },
      { does: 'Show only this', keys: ['Enter'] },
      { does: 'Hide this', keys: ['Alt+Enter'] },
      { does: 'Details', keys: ['F2'] },
      { does: 'Menu', keys: ['Shift+F10'] },
    ],
  },
  {
    part: 'Table of reads',
    keys: [
      { does: 'Move', keys: ['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown'] },
      { does: 'First and last read', keys: ['Home', 'End'] },
      { does: 'Select more', keys: ['Shift+ArrowDown', 'Shift+PageDown', 'Shift+End'] },
      { does: 'Select all, nothing', keys: ['Ctrl+A', 'Escape'] },
      { does: 'Move without selecting', keys: ['Ctrl+ArrowUp', 'Ctrl+ArrowDown'] },
      { does: 'Select or leave out one', keys: ['Ctrl+Space'] },
      { does: 'Copy', keys: ['Ctrl+C'] },
      { does: 'Menu of a cell', keys: ['Shift+F10'] },
    ],
  },
  {
    part: 'Headings of the table',
    keys: [
      { does: 'Go there', keys: ['Tab', 'ArrowUp'] },
      { does: 'Another heading', keys: ['ArrowLeft', 'ArrowRight'] },
      { does: 'Sort, the other way, as they arrive', keys: ['Enter'] },
      { does: 'Narrower, wider', keys: ['Shift+ArrowLeft', 'Shift+ArrowRight'] },
      { does: 'Move the column', keys: ['Ctrl+ArrowLeft', 'Ctrl+ArrowRight'] },
      { does: 'Menu of a column', keys: ['Alt+ArrowDown', 'Shift+F10'] },
      { does: 'Down to the reads', keys: ['ArrowDown'] },
    ],
  },
];

const GROUPS = ['Recording', 'View', 'Time', 'Window'] as const;

export function KeysDialog({ commands, onClose }: { commands: readonly Command[]; onClose(): void }) {
  const groups = GROUPS.map((part) => ({
    part,
    keys: commands
      .filter(({ group, keys }) => group === part && keys.length > 0)
      .map(({ title, keys }) => ({ does: title.replace('…', ''), keys })),
  }));
  return (
    <Dialog title="Keyboard" className="keyboard" onClose={onClose}>
      <div className="keyboard-parts">
        {[...groups, ...PARTS].map(({ part, keys }) => (
          <section key={part}>
            <h3>{part}</h3>
            <dl>
              {keys.map((one) => (
                <div key={one.does}>
                  <dt>{one.does}</dt>
                  <dd>
                    <Keys keys={one.keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
