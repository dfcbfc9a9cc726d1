// How much of the most a figure is, drawn beneath it.

interface BarProps {
  /** Of 1. */
  share: number;
  slow?: boolean;
}

export function Bar({ share, slow = false }: BarProps) {
  return (
    <span className={slow ? 'bar slow' : 'bar'} aria-hidden="true">
      <i style={{ width: `${(100 * share).toFixed(1)}%` }} />
    </span>
  );
}
