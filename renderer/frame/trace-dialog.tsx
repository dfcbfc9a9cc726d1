// Asks for a program to run and record from its first read.

import { Play } from 'lucide-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { type Problem, toProblem } from '../../contract/problem.ts';
import type { Args } from '../../contract/requests.ts';
import { Dialog } from '../parts/dialog.tsx';
import { rememberCommand, useSettings } from './settings.ts';

interface TraceDialogProps {
  /** Rejects with a ProblemError. */
  onTrace(args: Args<'trace'>): Promise<unknown>;
  /** Calls off what is being started. */
  onCancel(): void;
  onClose(): void;
}

export function TraceDialog({ onTrace, onCancel, onClose }: TraceDialogProps) {
  const { commands } = useSettings();
  const [command, setCommand] = useState(commands[0] ?? '');
  const [directory, setDirectory] = useState('');
  const [keepOn, setKeepOn] = useState(false);
  const [starting, setStarting] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  const there = useRef(false);
  useEffect(() => {
    there.current = true;
    return () => {
      there.current = false;
    };
  }, []);
  const leave = () => {
    if (starting) onCancel();
    onClose();
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (starting || command.trim() === '') return;
    setStarting(true);
    setProblem(null);
    onTrace({ command, directory: directory.trim(), keepOn }).then(
      () => {
        rememberCommand(command);
        // Another dialog may stand in its place by now.
        if (there.current) onClose();
      },
      (caught) => {
        setStarting(false);
        setProblem(toProblem(caught));
      },
    );
  };

  return (
    <Dialog title="Trace a program" className="trace" onClose={leave}>
      <form onSubmit={submit}>
        <p className="dim">
          ioscope runs it for you and records it and all that it starts, from the very first read.
        </p>
        <label className="field">
          Command
          <input
            type="text"
            className="mono"
            list="traced-commands"
            placeholder="git log --stat"
            autoComplete="off"
            spellCheck={false}
            aria-invalid={problem !== null}
            value={command}
            onChange={(event) => setCommand(event.target.value)}
          />
          <datalist id="traced-commands">
            {commands.map((one) => (
              <option key={one} value={one} />
            ))}
          </datalist>
        </label>
        <label className="field">
          Folder
          <input
            type="text"
            className="mono"
            placeholder="your home"
            autoComplete="off"
            spellCheck={false}
            value={directory}
            onChange={(event) => setDirectory(event.target.value)}
          />
        </label>
        <label className="check">
          <input type="checkbox" checked={keepOn} onChange={(event) => setKeepOn(event.target.checked)} />
          Go on recording when the program ends
        </label>
        <p className="dim">
          Quotes hold words together. No shell reads the line: ~, * and $ stand for themselves. It runs as you
          do, never with more rights, and goes on when you close ioscope. What it prints goes where ioscope
          itself was started.
        </p>
        {problem !== null && (
          <p role="alert" className="form-problem">
            <strong>{problem.message}</strong> {problem.remedy}
          </p>
        )}
        <div className="dialog-foot">
          <span className="dim" role="status">
            {starting && 'Asking for permission and starting…'}
          </span>
          <button type="button" onClick={leave}>
            Cancel
          </button>
          <button type="submit" className="primary" aria-disabled={starting || command.trim() === ''}>
            <Play aria-hidden className="filled" />
            Run and record
          </button>
        </div>
      </form>
    </Dialog>
  );
}
