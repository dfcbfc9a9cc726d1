// Names and values side by side, and a heading over them.

import { Copy } from 'lucide-react';
import type { ReactNode } from 'react';

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
        {copy !== '' && (
          <button
            type="button"
            className="plain icon copy"
            aria-label={`Copy ${name.toLowerCase()}`}
            title="Copy"
            onClick={() => void navigator.clipboard.writeText(copy)}
          >
            <Copy aria-hidden />
          </button>
        )}
      </dd>
    </div>
  );
}

/** A second line, smaller. */
export function Remark({ children }: { children: ReactNode }) {
  if (children === '') return null;
  return <small>{children}</small>;
}
