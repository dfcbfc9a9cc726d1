// The filters everyone needs, at one press: files only, errors, slower than.

import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { type Expression, listedField, sameExpression } from '../../contract/filter.ts';
import { formatDuration } from '../parts/format.ts';
import { MenuButton } from '../parts/menu-button.tsx';
import type { FilterControl } from './use-filter.ts';

const FILES: Expression = { op: 'is', field: 'kind', compare: '=', value: 'file' };
const ERRORS: Expression = { op: 'is', field: 'error', compare: 'like', value: '?*' };
const slower = (ns: number): Expression => ({
  op: 'is',
  field: 'latency_ns',
  compare: '>',
  value: String(ns),
});

const LATENCIES = [10e3, 100e3, 1e6, 10e6, 100e6, 1e9];
const KEY = 'ioscope.slower-than';

function remembered(): number {
  const ns = Number(localStorage.getItem(KEY));
  return LATENCIES.includes(ns) ? ns : 1e6;
}

export function FilterToggles({ filter }: { filter: FilterControl }) {
  return (
    <>
      <Toggle
        filter={filter}
        expression={FILES}
        label="Files only"
        title="Show reads of files only: no pipes, sockets, terminals and the like"
      />
      <Toggle filter={filter} expression={ERRORS} label="Errors" title="Show calls that failed only" />
      <SlowerThan filter={filter} />
    </>
  );
}

interface ToggleProps {
  filter: FilterControl;
  expression: Expression;
  label: string;
  title: string;
}

const chipFor = ({ chips }: FilterControl, expression: Expression) =>
  chips.find((chip) => sameExpression(chip.expression, expression));

function Toggle({ filter, expression, label, title }: ToggleProps) {
  const chip = chipFor(filter, expression);
  const on = chip?.off === false;
  const press = () => {
    // Beside another value of its field it would be an alternative.
    if (listedField(expression) === null) filter.add(expression);
    else filter.addOnly(expression);
  };
  return (
    <button
      type="button"
      className="toggle"
      aria-pressed={on}
      title={title}
      onClick={() => (chip && on ? filter.remove(chip) : press())}
    >
      {label}
    </button>
  );
}

function SlowerThan({ filter }: { filter: FilterControl }) {
  const [ns, setNs] = useState(remembered);
  const choose = (next: number) => {
    localStorage.setItem(KEY, String(next));
    setNs(next);
    const chip = chipFor(filter, slower(ns));
    if (chip) filter.replace(chip, slower(next));
    else filter.add(slower(next));
  };
  const items = LATENCIES.map((one) => ({
    label: `Slower than ${whole(one)}`,
    checked: one === ns,
    run: () => choose(one),
  }));
  return (
    <span className="split">
      <Toggle
        filter={filter}
        expression={slower(ns)}
        label={`Slow > ${whole(ns)}`}
        title={`Show calls that took longer than ${whole(ns)} only`}
      />
      <MenuButton label="Slower than" title="Choose what is slow" className="icon" items={items}>
        <ChevronDown aria-hidden />
      </MenuButton>
    </span>
  );
}

const whole = (ns: number) => formatDuration(ns).replace('.0', '');
