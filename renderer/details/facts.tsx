// Names and values side by side, and a heading over them.

import type { ReactNode } from 'react';
import { CopyButton } from '../parts/copy-button.tsx';

export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="part" aria-label={title}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

interface FactProps {
  name: string;
  /** What a button beside it copies. */
  copy?: string;
  children: ReactNode;
}

export function Fact({ name, copy = '', children }: FactProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {children}
        {copy !== '' && <CopyButton name={name} text={copy} />}
      </dd>
    </div>
  );
}

/** A second line, smaller. */
export function Remark({ children }: { children: ReactNode }) {
  if (children === '') return null;
  return <small>{children}</small>;
}
