// Figures as they come, and the table they end in.

export class Figures {
  #rows: { what: string; values: number[]; unit: string }[] = [];

  /** Once a round; the table shows the median. */
  add(what: string, value: number, unit: string): void {
    const row = this.#rows.find((one) => one.what === what);
    if (row === undefined) this.#rows.push({ what, values: [value], unit });
    else row.values.push(value);
  }

  /** NaN where it was never added. */
  median(what: string): number {
    return quantile(this.#rows.find((one) => one.what === what)?.values ?? [], 0.5);
  }

  print(title: string): void {
    const cells = this.#rows.map(({ what, values, unit }) => {
      const least = show(Math.min(...values));
      const most = show(Math.max(...values));
      return [what, show(quantile(values, 0.5)), unit, values.length > 1 ? `${least} to ${most}` : ''];
    });
    const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
    const [first = 0, second = 0, third = 0] = widths;
    const lines = cells.map(([what = '', value = '', unit = '', range = '']) =>
      `  ${what.padEnd(first)}  ${value.padStart(second)} ${unit.padEnd(third)}  ${range}`.trimEnd(),
    );
    console.log(`\n${title}\n${lines.join('\n')}\n`);
  }
}

export function quantile(values: number[], part: number): number {
  const ordered = [...values].sort((a, b) => a - b);
  return ordered[Math.min(ordered.length - 1, Math.floor(ordered.length * part))] ?? Number.NaN;
}

function show(value: number): string {
  if (value !== 0 && Math.abs(value) < 10) return value.toFixed(2);
  return Math.round(value).toLocaleString('en').replaceAll(',', ' ');
}
