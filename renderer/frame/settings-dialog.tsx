// How the window looks, as the user likes it.

import { Dialog } from '../parts/dialog.tsx';
import { TIME_LABELS, TIMES_SHOWN } from '../table/time-shown.ts';
import { changeSettings, TEXT_SIZES, THEMES, type Theme, useSettings } from './settings.ts';

const THEME_LABELS: Readonly<Record<Theme, string>> = {
  system: 'As the system',
  light: 'Light',
  dark: 'Dark',
  contrast: 'High contrast',
};

export function SettingsDialog({ onClose }: { onClose(): void }) {
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
  chosen: T;
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
