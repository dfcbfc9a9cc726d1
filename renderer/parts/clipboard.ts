// Text onto the clipboard. Where the browser's own way is closed, as where no permission is given to a page, the
// older one is open to whoever has just pressed something.

import { ProblemError } from '../../contract/problem.ts';

/** Rejects with a ProblemError. */
export async function putOnClipboard(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    if (copyNow(text)) return;
    throw new ProblemError(
      'copy-failed',
      'The clipboard could not be written.',
      'Copy again; keep this window in front until it is done.',
    );
  }
}

function copyNow(text: string): boolean {
  const onCopy = (event: ClipboardEvent) => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  window.addEventListener('copy', onCopy, true);
  try {
    return document.execCommand('copy');
  } finally {
    window.removeEventListener('copy', onCopy, true);
  }
}
