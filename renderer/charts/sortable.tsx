// Headings of a table that can be sorted, and cells with a bar for how much of the most they are.

import { Bar } from '../parts/bar.tsx';

export interface Heading<K extends string> {
  key: K;
  text: string;
  numeric: boolean;
  /** By what a click sorts; none for a column that does not. */
  sorts: boolean;
  title?: string;
}

interface HeadingsProps<K extends string> {
  headings: readonly Heading<K>[];
  order: K;
  onOrder(order: K): void;
}

export function Headings<K extends string>({ headings, order, onOrder }: HeadingsProps<K>) {
  const direction = (key: K) => (key === 'name' ? 'ascending' : 'descending');
  return (
    <thead>
      <tr>
        {headings.map(({ key, text, numeric, sorts, title }) => (
          <th
            key={key}
            scope="col"
            className={numeric ? `num c-${key}` : `c-${key}`}
            aria-sort={key === order ? direction(key) : undefined}
            title={title}
          >
            {sorts ? (
              <button type="button" className="plain sort" onClick={() => onOrder(key)}>
                {text}
                <span aria-hidden="true" className={key === order ? 'arrow' : 'arrow off'}>
                  {key === 'name' ? '▴' : '▾'}
                </span>
              </button>
            ) : (
              text
            )}
          </th>
        ))}
      </tr>
    </thead>
  );
}

interface MeterProps {
  className: string;
  value: number;
  most: number;
  text: string;
}

/** A figure over a bar as long as its share of the most. */
export function Meter({ className, value, most, text }: MeterProps) {
  return (
    <td className={`num ${className}`}>
      <div className="meter">
        <Bar share={value / Math.max(1, most)} />
        <span>{text}</span>
      </div>
    </td>
  );
}
