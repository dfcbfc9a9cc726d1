// The choice of what the kernel records: a draft that takes the place of the filter in force when it is applied.

import { useState } from 'react';
import type { CaptureFilter } from '../../contract/capture-filter.ts';
import { toProblem } from '../../contract/problem.ts';
import { KINDS, type Kind } from '../../contract/read.ts';
import { Dialog } from '../parts/dialog.tsx';
import { LatencyField } from './latency-field.tsx';
import { NOTHING_TYPED, RuleList, type Typed } from './rule-list.tsx';
import { EVERYTHING, isSame, records, rulesOf, withKinds, withRules } from './rules.ts';

interface CaptureDialogProps {
  filter: CaptureFilter;
  recording: boolean;
  onChoose(filter: CaptureFilter): Promise<unknown>;
  onClose(): void;
}

export function CaptureDialog({ filter, recording, onChoose, onClose }: CaptureDialogProps) {
  const [draft, setDraft] = useState(filter);
  /** What stands in the line for one more rule. */
  const [typed, setTyped] = useState<Typed>(NOTHING_TYPED);
  const [applying, setApplying] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const ready = !applying && !typed.wrong;

  const apply = async () => {
    if (!ready) return;
    setApplying(true);
    try {
      const rules = rulesOf(draft);
      await onChoose(typed.rule === null ? draft : withRules(draft, [...rules, typed.rule]));
      onClose();
    } catch (caught) {
      const { message, remedy } = toProblem(caught);
      setTrouble(`${message} ${remedy}`.trim());
      setApplying(false);
    }
  };

  return (
    <Dialog title="What to record" className="capture-dialog" onClose={onClose}>
      <p className="dim">
        Decided in the kernel: what is left out here costs next to nothing and cannot be had back. To hide
        reads that are recorded, use the filter of the window.
      </p>
      <RuleList
        rules={rulesOf(draft)}
        onChange={(rules) => setDraft(withRules(draft, rules))}
        onTyped={setTyped}
      />
      <KindChoice draft={draft} onChange={setDraft} />
      <fieldset>
        <legend>Calls</legend>
        <LatencyField
          ns={draft.min_latency_ns}
          onChange={(min_latency_ns) => setDraft({ ...draft, min_latency_ns })}
        />
        <label className="check">
          <input
            type="checkbox"
            checked={draft.failures_only}
            onChange={(event) => setDraft({ ...draft, failures_only: event.target.checked })}
          />
          Failures only
        </label>
      </fieldset>
      <p className="bad" role="alert">
        {trouble}
      </p>
      <footer className="dialog-foot">
        <button type="button" aria-disabled={isSame(draft, EVERYTHING)} onClick={() => setDraft(EVERYTHING)}>
          Record everything
        </button>
        <span className="grow" />
        <button type="button" onClick={onClose}>
          Cancel
        </button>
        <button type="button" className="primary" aria-disabled={!ready} onClick={() => void apply()}>
          {applying ? 'Applying…' : recording ? 'Apply now' : 'Apply'}
        </button>
      </footer>
    </Dialog>
  );
}

const FILES: ReadonlySet<Kind> = new Set(['file']);
const ALL: ReadonlySet<Kind> = new Set(KINDS);

function KindChoice({ draft, onChange }: { draft: CaptureFilter; onChange(draft: CaptureFilter): void }) {
  const recorded = new Set(KINDS.filter((kind) => records(draft, kind)));
  const toggle = (kind: Kind) => {
    const next = new Set(recorded);
    if (!next.delete(kind)) next.add(kind);
    onChange(withKinds(draft, next));
  };
  return (
    <fieldset>
      <legend>Kinds of file</legend>
      <div className="kinds">
        {KINDS.map((kind) => (
          <label key={kind} className="check">
            <input type="checkbox" checked={recorded.has(kind)} onChange={() => toggle(kind)} />
            {kind === 'unknown' ? 'not known' : kind}
          </label>
        ))}
      </div>
      <div className="kind-shortcuts">
        <button type="button" onClick={() => onChange(withKinds(draft, FILES))}>
          Files only
        </button>
        <button type="button" onClick={() => onChange(withKinds(draft, ALL))}>
          All kinds
        </button>
      </div>
    </fieldset>
  );
}
