// What the errors of read() mean, for titles and screen readers. From read(2), socket(7) and the kernel's errno.h.

const MEANINGS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EAGAIN: 'nothing to read now, and the descriptor does not wait',
  EBADF: 'the descriptor is not open for reading',
  ECONNREFUSED: 'the other side refused the connection',
  ECONNRESET: 'the other side reset the connection',
  EFAULT: 'the buffer lies outside the address space of the program',
  EINTR: 'a signal came before any data',
  EINVAL: 'the file cannot be read, or the buffer does not suit it',
  EIO: 'input or output failed',
  EISDIR: 'the descriptor is a directory',
  ENOBUFS: 'no buffer space',
  ENODEV: 'no such device',
  ENOMEM: 'out of memory',
  ENOTCONN: 'the socket is not connected',
  ENXIO: 'no such device or address',
  EOVERFLOW: 'the value does not fit',
  EPERM: 'not permitted',
  EPIPE: 'the other side is closed',
  ERESTARTSYS: 'a signal came before any data; the kernel starts the call again',
  ESPIPE: 'the file has no position',
  ESRCH: 'no such process',
  ESTALE: 'the file on the server is gone',
  ETIMEDOUT: 'the connection timed out',
};

export const meaningOf = (error: string): string | undefined => MEANINGS[error];

/** `-11 EAGAIN: nothing to read now, …`; the number and name alone where the meaning is not known here. */
export function describeError(ret: number, error: string): string {
  const meaning = meaningOf(error);
  return meaning === undefined ? `${ret} ${error}` : `${ret} ${error}: ${meaning}`;
}
