// Whole numbers in steps that grow with them, as floating point has them. Worked out by shifts alone: over many
// rows a logarithm costs several times as much, and the steps are exact.

export interface Steps {
  /** Values below 2 ** bits have a step each. */
  bits: number;
  /** After each this many octaves steps are as many octaves wider: at least 2 ** (bits - octaves) of them an octave. */
  octaves: number;
}

/** SQL for the number of the step in which `value` lies, any whole number from 0 up. */
export function stepSql(value: string, { bits, octaves }: Steps): string {
  const place = (tier: number) => `${tier * 2 ** bits} + (${value} >> ${tier * octaves})::INTEGER`;
  const tiers = Math.ceil((64 - bits) / octaves);
  const lower = Array.from(
    { length: tiers },
    (_, tier) => `WHEN ${value} < ${2n ** BigInt(bits + tier * octaves)} THEN ${place(tier)}`,
  );
  return `CASE ${lower.join(' ')} ELSE ${place(tiers)} END`;
}

/** The least value of a step, and the least above it. */
export function stepRange(step: number, { bits, octaves }: Steps): { from: number; to: number } {
  const width = 2 ** (Math.floor(step / 2 ** bits) * octaves);
  const from = (step % 2 ** bits) * width;
  return { from, to: from + width };
}

/**
 * SQL for how many `parts` of octaves `value` lies above 1, any whole number from 0 up; 0 for 0. A handful of
 * comparisons: a logarithm costs twice as much, and is not exact.
 */
export function octaveSql(value: string, parts: number): string {
  const edge = (part: number) =>
    part % parts === 0 ? 2n ** BigInt(part / parts) : BigInt(Math.ceil(2 ** (part / parts)));
  const within = (low: number, high: number): string => {
    if (low === high) return String(low);
    const middle = Math.ceil((low + high) / 2);
    return `CASE WHEN ${value} < ${edge(middle)} THEN ${within(low, middle - 1)} ELSE ${within(middle, high)} END`;
  };
  return within(0, 62 * parts);
}
