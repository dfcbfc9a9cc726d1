// A button that is a picture: its name is for those who cannot see it, and for the pointer that rests on it.

import type { LucideIcon } from 'lucide-react';
import type { AriaAttributes } from 'react';

interface IconButtonProps {
  label: string;
  /** Says more than the label: what it does, and its key. */
  title?: string;
  icon: LucideIcon;
  className?: string;
  state?: AriaAttributes;
  onClick(): void;
}

export function IconButton({ label, title, icon: Icon, className, state, onClick }: IconButtonProps) {
  return (
    <button
      type="button"
      className={className}
      aria-label={label}
      title={title ?? label}
      {...state}
      onClick={onClick}
    >
      <Icon aria-hidden />
    </button>
  );
}
