// Offers a ring buffer of twice the size where reads were lost, and says once it was chosen when it comes.

import type { RingSize } from './lost-lines.ts';

export function RingRemedy({ ring, onRing }: { ring: RingSize; onRing(mib: number): void }) {
  const { next, double } = ring;
  return (
    <span className="ring-remedy" aria-live="polite">
      {next !== null && `${next} MiB buffer from the next Record on`}
      {next === null && double !== null && (
        <button
          type="button"
          className="link"
          title={`A ring buffer of ${double} MiB, from the next Record on`}
          onClick={() => onRing(double)}
        >
          Double the buffer
        </button>
      )}
    </span>
  );
}
