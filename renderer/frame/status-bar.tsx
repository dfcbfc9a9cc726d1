// The truth about the capture: state, rows, rate, what was lost and why, its size, and how an export goes.

import { Circle, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { type Losses, lostReads, type Status } from '../../contract/capture.ts';
import { formatBytes, formatCount, formatShare } from '../parts/format.ts';
import { keepFocus } from '../parts/keep-focus.ts';
import type { RingSize } from '../table/lost-lines.ts';
import { RingRemedy } from '../table/ring-remedy.tsx';
import type { Capture } from '../use-capture.ts';
import { causesOf } from './losses.ts';
import { OwnCost, Unseen } from './own-cost.tsx';
import { isRecording, stateText } from './state-text.ts';
import type { ExportState } from './use-export.ts';

interface StatusBarProps {
  capture: Capture;
  /** Rows in the capture, from the newest answer there is. */
  total: number;
  paused: boolean;
  exporting: ExportState;
  ring: RingSize;
  onRing(mib: number): void;
  onCancelExport(): void;
  onDismissExport(): void;
}

const ATTACHED = { btf: 'BTF tracepoints', tracepoint: 'classic tracepoints' };

export function StatusBar(props: StatusBarProps) {
  const { capture, total, paused, exporting, ring, onRing, onCancelExport, onDismissExport } = props;
  const { status } = capture;
  return (
    // Figures change four times a second: only the state is read aloud.
    <div className="status-bar" role="status" aria-live="off">
      <span className={`state ${stateClass(capture)}`} aria-live="polite">
        <Circle aria-hidden className="filled" />
        {stateText(capture)}
        {paused && ' · view paused'}
      </span>
      {status && <Figures status={status} total={total} ring={ring} onRing={onRing} />}
      <span className="grow" />
      <ExportNote
        exporting={exporting}
        capture={capture}
        onCancel={onCancelExport}
        onDismiss={onDismissExport}
      />
      {status && <Unseen calls={status.not_shown} />}
      {status?.cost && <OwnCost cost={status.cost} />}
      {status?.attach && (
        <span className="attach" title="How ioscope is tied to the kernel">
          {ATTACHED[status.attach]}
        </span>
      )}
    </div>
  );
}

function stateClass(capture: Capture): string {
  if (capture.link === 'lost' || capture.status?.state === 'failed') return 'bad';
  return isRecording(capture) ? 'ok' : '';
}

interface FiguresProps {
  status: Status;
  total: number;
  ring: RingSize;
  onRing(mib: number): void;
}

function Figures({ status, total, ring, onRing }: FiguresProps) {
  return (
    <>
      <span>
        <b className="figure rows">{formatCount(total)}</b> reads
      </span>
      <span>
        <b className="figure rate">{formatCount(Math.round(status.rows_per_second))}</b>/s
      </span>
      <LostFigure
        losses={status.losses}
        filtered={status.filtered}
        rows={total}
        ringMib={status.ring_bytes === null ? null : status.ring_bytes / 2 ** 20}
        ring={ring}
        onRing={onRing}
      />
      <span>
        capture <b>{formatBytes(status.file_bytes)}</b>
      </span>
    </>
  );
}

interface LostFigureProps {
  losses: Losses;
  /** Calls left out by what they were, as was chosen. */
  filtered: number;
  rows: number;
  /** Size of the ring buffer; null before it is known. */
  ringMib: number | null;
  ring: RingSize;
  onRing(mib: number): void;
}

/** How many were lost; a press says why, what helps, and what else has no row. */
function LostFigure({ losses, filtered, rows, ringMib, ring, onRing }: LostFigureProps) {
  const [open, setOpen] = useState(false);
  const ref = useRef<HTMLSpanElement>(null);
  const lost = lostReads(losses);
  const causes = causesOf(losses);
  const words = causes.map(({ reads, what }) => `${formatCount(reads)}: ${what}`).join('\n');

  useEffect(() => {
    if (!open) return;
    const outside = (event: Event) => {
      if (!(event.target instanceof Node && ref.current?.contains(event.target))) setOpen(false);
    };
    document.addEventListener('pointerdown', outside, true);
    return () => document.removeEventListener('pointerdown', outside, true);
  }, [open]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes what its button opened
    <span ref={ref} className="lost-anchor" onKeyDown={(event) => event.key === 'Escape' && setOpen(false)}>
      <button
        type="button"
        className={lost > 0 ? 'plain warn' : 'plain'}
        aria-expanded={open}
        title={words || 'Every read that was to be recorded has its row'}
        onClick={() => setOpen(!open)}
      >
        <b>{formatCount(lost)}</b> lost{lost > 0 && ` (${formatShare(lost, rows + lost)})`}
      </button>
      {open && (
        <LostDetails causes={causes} filtered={filtered} ringMib={ringMib} ring={ring} onRing={onRing} />
      )}
    </span>
  );
}

interface LostDetailsProps extends Pick<LostFigureProps, 'filtered' | 'ringMib' | 'ring' | 'onRing'> {
  causes: ReturnType<typeof causesOf>;
}

function LostDetails({ causes, filtered, ringMib, ring, onRing }: LostDetailsProps) {
  const lost = causes.filter((cause) => cause.lost);
  const others = causes.filter((cause) => !cause.lost);
  return (
    <div ref={keepFocus} className="lost-details" tabIndex={-1}>
      {causes.length === 0 && <p>Every read that was to be recorded has its row.</p>}
      {lost.length > 0 && <h3>Lost</h3>}
      {lost.map(({ key, reads, what, remedy }) => (
        <p key={key}>
          <b className="warn">{formatCount(reads)}</b>: {what}. <span className="dim">{remedy(ringMib)}</span>{' '}
          {key === 'ring_full' && <RingRemedy ring={ring} onRing={onRing} />}
        </p>
      ))}
      {(others.length > 0 || filtered > 0) && <h3>Not in the table, and not lost</h3>}
      {others.map(({ key, reads, what }) => (
        <p key={key}>
          <b>{formatCount(reads)}</b> {what}.
        </p>
      ))}
      {filtered > 0 && (
        <p>
          <b>{formatCount(filtered)}</b> left out by kind, latency or outcome, as was chosen.
        </p>
      )}
    </div>
  );
}

interface ExportNoteProps {
  exporting: ExportState;
  capture: Capture;
  onCancel(): void;
  onDismiss(): void;
}

function ExportNote({ exporting, capture, onCancel, onDismiss }: ExportNoteProps) {
  if (exporting.state === 'none') return null;
  if (exporting.state === 'running') {
    const progress = capture.exporting;
    return (
      <span className="export-note" aria-live="polite">
        Exporting…
        {/* Finished progress is that of an export before. */}
        {progress && progress.done < progress.total && (
          <>
            <progress aria-label="Export" value={progress.done} max={progress.total} />
            <b className="figure">{formatShare(progress.done, progress.total)}</b>
          </>
        )}
        <button type="button" className="plain" onClick={onCancel}>
          Cancel
        </button>
      </span>
    );
  }
  const { rows, target } = exporting.result;
  return (
    <span className="export-note" aria-live="polite">
      <span className="export-target" title={target}>
        Exported <b>{formatCount(rows)}</b> {rows === 1 ? 'read' : 'reads'} to {exporting.name}
      </span>
      <button type="button" className="plain icon" aria-label="Dismiss" onClick={onDismiss}>
        <X aria-hidden />
      </button>
    </span>
  );
}
