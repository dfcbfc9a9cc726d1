// The first screen: what ioscope will ask, what it records, and what stays here.

import { HardDrive, KeyRound, Rows3 } from 'lucide-react';
import { changeSettings } from './settings.ts';

const POINTS = [
  {
    Icon: Rows3,
    title: 'What is recorded',
    text: 'Each read that a program makes: which program, which file, how much it asked for and got, and how long it took. What was in the file is not recorded.',
  },
  {
    Icon: KeyRound,
    title: 'What you are asked for',
    text: 'Seeing this takes an administrator’s permission: your system asks for it once each time you press Record. Only a small loader gets it, and gives it up as soon as it is set up. This window never has it.',
  },
  {
    Icon: HardDrive,
    title: 'What stays on this machine',
    text: 'Everything. ioscope sends nothing anywhere. A capture lies in your own cache folder, is removed when you close ioscope, and leaves it only in a file that you export.',
  },
];

interface WelcomeProps {
  onRecord(): void;
  onTrace(): void;
}

export function Welcome({ onRecord, onTrace }: WelcomeProps) {
  const dismiss = () => changeSettings({ welcomed: true });
  return (
    <div className="welcome">
      <h3>See what any program reads</h3>
      <ul>
        {POINTS.map(({ Icon, title, text }) => (
          <li key={title}>
            <Icon aria-hidden className="welcome-sign" />
            <h4>{title}</h4>
            <p>{text}</p>
          </li>
        ))}
      </ul>
      <p className="welcome-next">Press Record to see the reads of every program on this machine.</p>
      <div className="actions">
        <button type="button" className="primary" onClick={onRecord}>
          Start recording
        </button>
        <button type="button" onClick={onTrace}>
          Trace a program…
        </button>
        <button type="button" className="plain" onClick={dismiss}>
          Do not show this again
        </button>
      </div>
    </div>
  );
}
