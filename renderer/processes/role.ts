// What a process of an application of many processes is there for, as its command line tells. Pure.

import type { ProcessInfo } from '../../contract/processes.ts';

/** Chromium's --type; see content/public/common/content_switches.cc. */
const TYPES: Readonly<Record<string, string>> = {
  renderer: 'renderer',
  'gpu-process': 'GPU',
  zygote: 'zygote',
  utility: 'utility',
  broker: 'broker',
  ppapi: 'plug-in',
  'crashpad-handler': 'crash handler',
  extensionHost: 'extension host',
  ptyHost: 'terminals',
  fileWatcher: 'file watcher',
};

/** The last word of Firefox's -contentproc command lines. */
const CONTENT_PROCESSES: Readonly<Record<string, string>> = {
  tab: 'web content',
  web: 'web content',
  file: 'local files',
  extension: 'extensions',
  privilegedabout: 'built-in pages',
  gpu: 'GPU',
  rdd: 'media decoder',
  socket: 'network',
  utility: 'utility',
  forkserver: 'fork server',
};

const BROWSERS = /chrom|firefox|brave|msedge|vivaldi|opera|epiphany/i;

const option = (cmdline: string, name: string): string | null =>
  new RegExp(`(?:^|\\s)--${name}=(\\S+)`).exec(cmdline)?.[1] ?? null;

/** `network.mojom.NetworkService` as "network service". Only letters: the text is under the program's control. */
function serviceName(subType: string): string {
  const [last = ''] = /[A-Za-z]*$/.exec(subType) ?? [];
  const apart = last.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return apart || 'utility';
}

/** Electron's own: Visual Studio Code runs several, of which only the extension host can be debugged. */
function nodeService(cmdline: string): string {
  return /\s--(inspect-port|dns-result-order)=/.test(cmdline) ? 'extension host' : 'Node service';
}

/** Empty where the command line tells of none. */
export function roleOf({ cmdline }: Pick<ProcessInfo, 'cmdline'>): string {
  const type = option(cmdline, 'type');
  const subType = option(cmdline, 'utility-sub-type');
  if (type === 'utility' && subType === 'node.mojom.NodeService') return nodeService(cmdline);
  if (type === 'utility' && subType !== null) return serviceName(subType);
  if (type === 'renderer' && /\s--extension-process(\s|$)/.test(cmdline)) return 'extension';
  if (type !== null) return TYPES[type] ?? '';
  if (/\s-contentproc\s/.test(cmdline))
    return CONTENT_PROCESSES[cmdline.trim().split(/\s+/).at(-1) ?? ''] ?? 'web content';
  return '';
}

/** What the one is called that has started the others with their roles. */
export function mainRole({ name, exe }: Pick<ProcessInfo, 'name' | 'exe'>): string {
  return BROWSERS.test(name) || BROWSERS.test(exe.split('/').at(-1) ?? '') ? 'browser' : 'main';
}
