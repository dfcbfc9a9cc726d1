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

export function LatencyField({ ns, onChange }: LatencyFieldProps) {
  const [unit, setUnit] = useState(() => unitOf(ns));
  return (
    <label className="latency-field">
      Slower than
      <input
        type="number"
        min="0"
        step="any"
        placeholder="0"
        value={ns === 0 ? '' : ns / unit}
        onChange={(event) => onChange(Math.round(Math.max(0, Number(event.target.value)) * unit))}
      />
      <select
        aria-label="Unit of time"
        value={unit}
        onChange={(event) => {
          const next = Number(event.target.value);
          setUnit(next);
          onChange((ns / unit) * next);
        }}
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
