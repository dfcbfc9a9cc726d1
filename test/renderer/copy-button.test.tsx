// @vitest-environment jsdom
// The button beside a value: it copies also where the browser's own way is closed, and does not fail in silence.

import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { CopyButton } from '../../renderer/parts/copy-button.tsx';

afterEach(cleanup);

/** A page without permission, and whether the older way is open. */
function page(older: boolean) {
  const user = userEvent.setup();
  const writeText = vi.fn(() => Promise.reject(new Error('denied')));
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText } });
  const execCommand = vi.fn(() => older);
  Object.defineProperty(document, 'execCommand', { configurable: true, value: execCommand });
  render(<CopyButton name="Command" text="cat /etc/passwd" />);
  return { user, execCommand };
}

it('copies where a page has no permission', async () => {
  const { user, execCommand } = page(true);
  await user.click(screen.getByRole('button', { name: 'Copy command' }));
  await vi.waitFor(() => expect(execCommand).toHaveBeenCalledWith('copy'));
  expect(screen.getByRole('button').getAttribute('aria-label')).toBe('Copy command');
});

it('says so where nothing could be copied', async () => {
  const { user } = page(false);
  await user.click(screen.getByRole('button', { name: 'Copy command' }));
  expect(await screen.findByRole('button', { name: 'Command was not copied: try again' })).toBeTruthy();
});
