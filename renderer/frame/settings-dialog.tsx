// How the window looks, as the user likes it, and how much the recorder can hold.

import { RING_MIB } from '../../contract/capture.ts';
import { Dialog } from '../parts/dialog.tsx';
import type { RingSize } from '../table/lost-lines.ts';
import { TIME_LABELS, TIMES_SHOWN } from '../table/time-shown.ts';
import { changeSettings, TEXT_SIZES, THEMES, type Theme, useSettings } from './settings.ts';

const THEME_LABELS: Readonly<Record<Theme, string>> = {
  system: 'As the system',
  light: 'Light',
  dark: 'Dark',
  contrast: 'High contrast',
};

/** Less is for tests, and for those who start ioscope with `--ring`. */
const RING_CHOICES = RING_MIB.filter((mib) => mib >= 32);

interface SettingsDialogProps {
  ring: RingSize;
  /** Chooses the ring buffer's size, in MiB. */
  onRing(mib: number): void;
  onClose(): void;
}

export function SettingsDialog({ ring, onRing, onClose }: SettingsDialogProps) {
  const { theme, textSize, timeShown } = useSettings();
  return (
    <Dialog title="Settings" className="settings" onClose={onClose}>
      <Choice
        legend="Theme"
        choices={THEMES}
        chosen={theme}
        label={(one) => THEME_LABELS[one]}
        onChoose={(one) => changeSettings({ theme: one })}
      />
      <Choice
        legend="Size of text"
        choices={TEXT_SIZES}
        chosen={textSize}
        label={(one) => `${one} %`}
        onChoose={(one) => changeSettings({ textSize: one })}
      />
      <Choice
        legend="Time of a read"
        choices={TIMES_SHOWN}
        chosen={timeShown}
        label={(one) => TIME_LABELS[one]}
        onChoose={(one) => changeSettings({ timeShown: one })}
      />
      <Choice
        legend="Ring buffer, from the next Record on"
        choices={RING_CHOICES}
        chosen={ring.next ?? ring.now}
        label={(one) => `${one} MiB`}
        onChoose={onRing}
      />
      <p className="dim">
        Memory in which reads wait to be stored: with more of it fewer are lost when much is read at once.
      </p>
      <section>
        <h3>First screen</h3>
        <button type="button" onClick={() => changeSettings({ welcomed: false })}>
          Show what ioscope asks and why again
        </button>
        <p className="dim">It stands where the reads will be, until you record.</p>
      </section>
    </Dialog>
  );
}

interface ChoiceProps<T extends string | number> {
  legend: string;
  choices: readonly T[];
  /** null: it is not known. */
  chosen: T | null;
  label(choice: T): string;
  onChoose(choice: T): void;
}

function Choice<T extends string | number>({ legend, choices, chosen, label, onChoose }: ChoiceProps<T>) {
  return (
    <fieldset className="choice">
      <legend>{legend}</legend>
      {choices.map((choice) => (
        <label key={choice}>
          <input type="radio" name={legend} checked={choice === chosen} onChange={() => onChoose(choice)} />
          {label(choice)}
        </label>
      ))}
    </fieldset>
  );
}
