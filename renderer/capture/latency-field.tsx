// The least time a call must take to be recorded: a number and its unit.

import { useState } from 'react';

const UNITS = [
  { unit: 'µs', ns: 1e3 },
  { unit: 'ms', ns: 1e6 },
  { unit: 's', ns: 1e9 },
] as const;

interface LatencyFieldProps {
  /** Nanoseconds; 0 records all. */
  ns: number;
  onChange(ns: number): void;
}

/** The largest unit in which it is at least one. */
function unitOf(ns: number): number {
  return UNITS.findLast((unit) => ns >= unit.ns)?.ns ?? UNITS[1].ns;
}

function nsOf(text: string, unit: number): number {
  return Math.round(Math.max(0, Number(text)) * unit);
}

export function LatencyField({ ns, onChange }: LatencyFieldProps) {
  const [unit, setUnit] = useState(() => unitOf(ns));
  /** As it is being typed: 0.0 on the way to 0.05. */
  const [typed, setTyped] = useState('');
  const change = (text: string, unit: number) => {
    setTyped(text);
    setUnit(unit);
    onChange(nsOf(text, unit));
  };
  const text = nsOf(typed, unit) === ns ? typed : ns === 0 ? '' : String(ns / unit);
  return (
    <label className="latency-field">
      Slower than
      <input
        type="number"
        min="0"
        step="any"
        placeholder="0"
        value={text}
        onChange={(event) => change(event.target.value, unit)}
      />
      <select
        aria-label="Unit of time"
        value={unit}
        onChange={(event) => change(text, Number(event.target.value))}
      >
        {UNITS.map((each) => (
          <option key={each.unit} value={each.ns}>
            {each.unit}
          </option>
        ))}
      </select>
    </label>
  );
}
