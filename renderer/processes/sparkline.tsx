// Bytes of the last minute as a small line.

import { memo } from 'react';
import { sparkPoints } from './rates.ts';

interface SparklineProps {
  bars: readonly number[];
  /** Class of its colour: that of the swatch. */
  className: string;
}

export const Sparkline = memo(
  function Sparkline({ bars, className }: SparklineProps) {
    const points = sparkPoints(bars);
    return (
      <svg className={`spark ${className}`} viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
        {points !== null && <polyline points={points} vectorEffect="non-scaling-stroke" />}
      </svg>
    );
  },
  (a, b) => a.className === b.className && a.bars.join() === b.bars.join(),
);
