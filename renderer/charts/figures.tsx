// A chart's figures as a table: for those who do not see the picture, who have no pointer, or who want the number.

import type { ReactNode } from 'react';

export interface FigureRow {
  key: string | number;
  name: string;
  /** Present where the filter can be narrowed to the row. */
  onNarrow?: () => void;
  cells: ReactNode[];
}

interface FiguresProps {
  caption: string;
  /** Of the names, then of the cells. */
  headings: readonly string[];
  rows: readonly FigureRow[];
}

export function Figures({ caption, headings, rows }: FiguresProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, which the keyboard must be able to do
    <section className="figures" aria-label={caption} tabIndex={0}>
      <table>
        <caption className="unseen-text">{caption}</caption>
        <thead>
          <tr>
            {headings.map((heading, index) => (
              <th key={heading} scope="col" className={index > 0 ? 'num' : ''}>
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, name, onNarrow, cells }) => (
            <tr key={key}>
              <th scope="row">
                {onNarrow ? (
                  <button type="button" className="plain" title="Show only these" onClick={onNarrow}>
                    {name}
                  </button>
                ) : (
                  name
                )}
              </th>
              {cells.map((cell, index) => (
                <td key={headings[index + 1]} className="num">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length === 0 && <p className="dim">No figures yet.</p>}
    </section>
  );
}
