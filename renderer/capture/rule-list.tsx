// Who is recorded: the rules there are, and a line for one more.

import { Plus, X } from 'lucide-react';
import { type KeyboardEvent, useId, useState } from 'react';
import { Name } from '../parts/name.tsx';
import { complaint, type Rule, SUBJECTS, type Subject, togetherText } from './rules.ts';

interface RuleListProps {
  rules: readonly Rule[];
  onChange(rules: Rule[]): void;
  /** The line for one more rule holds something else. */
  onTyped(typed: Typed): void;
}

/** A rule that was typed and not added yet; `wrong` if it is none. */
export interface Typed {
  rule: Rule | null;
  wrong: boolean;
}

export const NOTHING_TYPED: Typed = { rule: null, wrong: false };

const labelOf = (subject: Subject) => SUBJECTS.find((each) => each.subject === subject)?.label ?? subject;

export function RuleList({ rules, onChange, onTyped }: RuleListProps) {
  return (
    <fieldset>
      <legend>Programs</legend>
      {rules.length === 0 && <p className="dim">All programs but ioscope itself.</p>}
      <ul className="rules">
        {rules.map((rule) => (
          <li key={`${rule.subject} ${rule.value}`}>
            <select
              aria-label={`${labelOf(rule.subject)} ${rule.value}`}
              value={rule.exclude ? 'not' : 'only'}
              onChange={(event) =>
                onChange(
                  rules.map((each) =>
                    each === rule ? { ...rule, exclude: event.target.value === 'not' } : each,
                  ),
                )
              }
            >
              <option value="only">Only</option>
              <option value="not">Not</option>
            </select>
            <span className="dim">{labelOf(rule.subject)}</span>
            <span className="rule-value">
              <Name value={rule.value} />
            </span>
            <button
              type="button"
              className="plain"
              aria-label={`Remove ${labelOf(rule.subject)} ${rule.value}`}
              onClick={() => onChange(rules.filter((each) => each !== rule))}
            >
              <X aria-hidden />
            </button>
          </li>
        ))}
      </ul>
      <p className="dim">{togetherText(rules)}</p>
      <NewRule rules={rules} onAdd={(rule) => onChange([...rules, rule])} onTyped={onTyped} />
    </fieldset>
  );
}

interface NewRuleProps {
  rules: readonly Rule[];
  onAdd(rule: Rule): void;
  onTyped(typed: Typed): void;
}

function NewRule({ rules, onAdd, onTyped }: NewRuleProps) {
  const [draft, setDraft] = useState<Rule>({ subject: 'process', value: '', exclude: false });
  const id = useId();
  const wrong = complaint(draft, rules);
  const hint = SUBJECTS.find(({ subject }) => subject === draft.subject)?.hint ?? '';
  const usable = draft.value !== '' && wrong === null;

  const change = (next: Rule) => {
    setDraft(next);
    const bad = complaint(next, rules) !== null;
    onTyped({ rule: next.value === '' || bad ? null : next, wrong: bad });
  };
  const add = () => {
    if (!usable) return;
    onAdd(draft);
    change({ ...draft, value: '' });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    add();
  };

  return (
    <div className="new-rule">
      <select
        aria-label="Record or leave out"
        value={draft.exclude ? 'not' : 'only'}
        onChange={(event) => change({ ...draft, exclude: event.target.value === 'not' })}
      >
        <option value="only">Only</option>
        <option value="not">Not</option>
      </select>
      <select
        aria-label="By what"
        value={draft.subject}
        onChange={(event) => {
          const chosen = SUBJECTS.find(({ subject }) => subject === event.target.value);
          if (chosen) change({ ...draft, subject: chosen.subject });
        }}
      >
        {SUBJECTS.map(({ subject, label }) => (
          <option key={subject} value={subject}>
            {label}
          </option>
        ))}
      </select>
      <input
        aria-label={labelOf(draft.subject)}
        aria-invalid={wrong !== null}
        aria-describedby={id}
        placeholder={hint}
        value={draft.value}
        spellCheck={false}
        onChange={(event) => change({ ...draft, value: event.target.value.trimStart() })}
        onKeyDown={onKeyDown}
      />
      <button type="button" aria-disabled={!usable} onClick={add}>
        <Plus aria-hidden />
        Add
      </button>
      <p id={id} className={wrong === null ? 'dim' : 'bad'}>
        {wrong ?? (draft.value === '' ? '' : 'Press Enter to add it.')}
      </p>
    </div>
  );
}
