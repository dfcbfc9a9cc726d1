// A button that copies what stands beside it, and says so if it could not.

import { Copy } from 'lucide-react';
import { useState } from 'react';
import { putOnClipboard } from './clipboard.ts';
import { IconButton } from './icon-button.tsx';

interface CopyButtonProps {
  /** What stands beside it is called. */
  name: string;
  text: string;
}

export function CopyButton({ name, text }: CopyButtonProps) {
  const [failed, setFailed] = useState(false);
  const copy = () =>
    putOnClipboard(text).then(
      () => setFailed(false),
      () => setFailed(true),
    );
  return (
    <IconButton
      className={failed ? 'plain icon copy bad' : 'plain icon copy'}
      label={failed ? `${name} was not copied: try again` : `Copy ${name.toLowerCase()}`}
      title={failed ? 'It was not copied: try again' : 'Copy'}
      icon={Copy}
      onClick={() => void copy()}
    />
  );
}
