// The highlight rules: made, recoloured, switched off, removed.

import { Eye, EyeOff, Highlighter, Plus, Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { type Clock, parseFilter } from '../../contract/filter-language.ts';
import { filterText } from '../../contract/filter-text.ts';
import { visibleText } from '../parts/visible-text.ts';
import { Popover } from './popover.tsx';
import type { HighlightRule } from './stored.ts';
import type { FilterControl } from './use-filter.ts';
import type { Highlights } from './use-highlights.ts';

interface HighlightMenuProps {
  filter: FilterControl;
  highlights: Highlights;
}

export function HighlightMenu({ filter, highlights }: HighlightMenuProps) {
  const { rules } = highlights;
  const on = rules.filter(({ off }) => !off).length;
  return (
    <Popover
      label="Highlights"
      title="Colour rows without hiding others"
      icon={<Highlighter aria-hidden />}
      count={on}
    >
      {() => (
        <>
          <h2 className="label">Highlights</h2>
          <p className="dim">Rows in colour; none is hidden. Where several fit, the first one counts.</p>
          <ul>
            {rules.map((rule) => (
              <Rule key={rule.text} rule={rule} highlights={highlights} clock={filter.clock} />
            ))}
          </ul>
          <RuleForm filter={filter} highlights={highlights} />
          {filter.active && (
            <button type="button" onClick={() => highlights.add(filter.filter)}>
              <Plus aria-hidden /> Highlight what passes the filter now
            </button>
          )}
        </>
      )}
    </Popover>
  );
}

interface RuleProps {
  rule: HighlightRule;
  highlights: Highlights;
  clock: Clock;
}

function Rule({ rule, highlights, clock }: RuleProps) {
  const parsed = parseFilter(rule.text, clock);
  const text = visibleText(parsed.ok ? filterText(parsed.expression, clock) : rule.text);
  return (
    <li className={rule.off ? 'stored off' : 'stored'}>
      <button
        type="button"
        className={`plain swatch-button highlight-${rule.color}`}
        aria-label={`${text}: ${rule.color}; choose the next colour`}
        title="Next colour"
        onClick={() => highlights.recolor(rule)}
      />
      <bdi className="stored-text mono" title={text}>
        {text}
      </bdi>
      <button
        type="button"
        className="plain"
        aria-label={`${text}: on`}
        aria-pressed={!rule.off}
        title={rule.off ? 'Switch on' : 'Switch off'}
        onClick={() => highlights.change(rule, { ...rule, off: !rule.off })}
      >
        {rule.off ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
      </button>
      <button
        type="button"
        className="plain"
        aria-label={`Remove ${text}`}
        title="Remove"
        onClick={() => highlights.remove(rule)}
      >
        <Trash2 aria-hidden />
      </button>
    </li>
  );
}

function RuleForm({ filter, highlights }: HighlightMenuProps) {
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const parsed = parseFilter(text, filter.clock);
  const wrong = !parsed.ok && (tried || !parsed.error.unfinished) ? parsed.error.message : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!parsed.ok || text.trim() === '') return;
    highlights.add(parsed.expression);
    setText('');
    setTried(false);
  };
  return (
    <form className="stored-form" onSubmit={submit}>
      <input
        data-first
        type="text"
        aria-label="New highlight"
        aria-invalid={wrong !== null}
        placeholder="latency>10ms, path:*.json …"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit" aria-disabled={text.trim() === ''}>
        <Plus aria-hidden /> Add
      </button>
      {wrong && <p className="filter-error">{wrong}</p>}
    </form>
  );
}
