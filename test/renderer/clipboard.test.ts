// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { putOnClipboard } from '../../renderer/parts/clipboard.ts';

const writeText = vi.fn();
const execCommand = vi.fn();

beforeEach(() => {
  writeText.mockReset();
  execCommand.mockReset();
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText } });
  document.execCommand = execCommand;
});
afterEach(() => vi.restoreAllMocks());

it('is written the way that browsers mean', async () => {
  writeText.mockResolvedValue(undefined);
  await putOnClipboard('a');
  expect(writeText).toHaveBeenCalledWith('a');
  expect(execCommand).not.toHaveBeenCalled();
});

it('is written the older way where the page has no permission', async () => {
  writeText.mockRejectedValue(new DOMException('Write permission denied.', 'NotAllowedError'));
  const setData = vi.fn();
  const elsewhere = vi.fn();
  document.addEventListener('copy', elsewhere);
  execCommand.mockImplementation(() => {
    const event = Object.assign(new Event('copy', { bubbles: true, cancelable: true }), {
      clipboardData: { setData },
    });
    return !document.body.dispatchEvent(event);
  });
  await putOnClipboard('b');
  expect(setData).toHaveBeenCalledWith('text/plain', 'b');
  expect(elsewhere).not.toHaveBeenCalled();
  document.removeEventListener('copy', elsewhere);
});

it('says when it could not be written', async () => {
  writeText.mockRejectedValue(new DOMException('Document is not focused.', 'NotAllowedError'));
  execCommand.mockReturnValue(false);
  await expect(putOnClipboard('c')).rejects.toThrow('The clipboard could not be written.');
});
