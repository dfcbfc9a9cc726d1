// The address of the window and the checks that a request truly came by it. Pure: knows no server.

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const HOSTS = ['127.0.0.1', 'localhost'];

/** 256 random bits as 43 characters that may stand in an address. */
export function makeSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** The page's address; its path ends in a slash, so that relative addresses stay behind the secret. */
export function pageAddress(port: number, secret: string): string {
  return `http://${HOSTS[0]}:${port}/${secret}/`;
}

/** Against DNS rebinding: a foreign name that resolves to this machine still arrives as `Host`. */
export function isOurHost(host: string | undefined, port: number): boolean {
  return HOSTS.some((name) => host === `${name}:${port}`);
}

/** Against pages of other sites: a browser names the site that opens a WebSocket and cannot be made to lie. */
export function isOurOrigin(origin: string | undefined, port: number): boolean {
  return HOSTS.some((name) => origin === `http://${name}:${port}`);
}

/** What follows `/SECRET/` in a request's target, without a query; null where the secret is wrong or missing. */
export function behindSecret(target: string, secret: string): string | null {
  const path = target.split('?', 1)[0] ?? '';
  const [empty, given = '', ...rest] = path.split('/');
  if (empty !== '' || rest.length === 0 || !sameText(given, secret)) return null;
  return rest.join('/');
}

/** Takes as long for a wrong text as for the right one, whatever the lengths. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
