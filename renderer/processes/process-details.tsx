// All that is known about a process, or about what an application is.

import type { ReactNode } from 'react';
import type { ProcessInfo } from '../../contract/processes.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { formatBytes, formatCount, formatIsoTime, formatTime } from '../parts/format.ts';
import { Name } from '../parts/name.tsx';
import { visibleText } from '../parts/visible-text.ts';
import type { Application } from './application.ts';
import type { Line } from './tree-lines.ts';
import { titleOf } from './tree-row.tsx';

interface ProcessDetailsProps {
  line: Line;
  byPid: ReadonlyMap<number, ProcessInfo>;
  onClose(): void;
}

const WHY: Readonly<Record<Application['by'], string>> = {
  cgroup: 'by its control group',
  ancestor: 'by the program that started it',
  machine: 'part of the machine',
};

export function ProcessDetails({ line, byPid, onClose }: ProcessDetailsProps) {
  const { node } = line;
  const [process] = node.processes;
  const { reads, bytes, errors } = node.totals;
  const of = `of ${formatCount(node.processes.length)} processes`;
  return (
    <Dialog
      title={visibleText(titleOf({ ...line, thread: null })) || 'No name'}
      className="details"
      onClose={onClose}
    >
      <dl>
        <Entry name="Application">
          <Name value={node.application.name} /> <span className="dim">{WHY[node.application.by]}</span>
        </Entry>
        {node.kind === 'process' && process !== undefined && <Facts process={process} byPid={byPid} />}
        <Entry name="Read">
          {formatBytes(bytes)} in {formatCount(reads)} reads{node.kind !== 'process' && ` ${of}`}
        </Entry>
        <Entry name="Failed">{formatCount(errors)} reads</Entry>
      </dl>
    </Dialog>
  );
}

function Facts({ process, byPid }: { process: ProcessInfo; byPid: ReadonlyMap<number, ProcessInfo> }) {
  const { name, pid, exe, cmdline, parent, uid, user, cgroup, started } = process;
  const parentName = byPid.get(parent)?.name;
  if (uid < 0) {
    return (
      <>
        <Entry name="PID">{pid}</Entry>
        <Entry name="More">Its description did not reach ioscope.</Entry>
      </>
    );
  }
  return (
    <>
      <Entry name="Name">
        <Name value={name} />
      </Entry>
      <Entry name="PID">{pid}</Entry>
      <Entry name="Parent">
        {parent} {parentName !== undefined && <Name value={parentName} />}
      </Entry>
      <Entry name="User">
        {user !== '' && <Name value={user} />} <span className="dim">uid {uid}</span>
      </Entry>
      <Entry name="Started">
        {started !== '' && (
          <time dateTime={formatIsoTime(started)} title={formatIsoTime(started)}>
            {formatTime(started).slice(0, 8)}
          </time>
        )}
      </Entry>
      <Entry name="Executable" copy={exe}>
        <Name value={exe} none="none: a thread of the kernel" />
      </Entry>
      <Entry name="Command line" copy={cmdline}>
        <Name value={cmdline} none="none" />
      </Entry>
      <Entry name="Control group" copy={cgroup}>
        <Name value={cgroup} none="not known: it was gone before it could be asked for" />
      </Entry>
    </>
  );
}

function Entry({ name, copy = '', children }: { name: string; copy?: string; children: ReactNode }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>
        <span className="fact-text">{children}</span>
        {copy !== '' && <CopyButton name={name} text={copy} />}
      </dd>
    </div>
  );
}
