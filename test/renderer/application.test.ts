import { describe, expect, it, test } from 'vitest';
import type { ProcessInfo } from '../../contract/processes.ts';
import { applicationOf, applicationOfCgroup, programName } from '../../renderer/processes/application.ts';
import { mainRole, roleOf } from '../../renderer/processes/role.ts';
import { makeProcess } from './fake-processes.ts';

const USER = '/user.slice/user-1000.slice/user@1000.service';

test.each([
  [`${USER}/app.slice/app-gnome-org.gnome.Nautilus-4711.scope`, 'Nautilus'],
  [`${USER}/app.slice/app-flatpak-org.gnome.Recipes-273822986.scope`, 'Recipes'],
  [`${USER}/app.slice/app-org.gnome.Evolution-12.scope`, 'Evolution'],
  [`${USER}/app.slice/app-gnome-google\\x2dchrome-99.scope`, 'google-chrome'],
  [`${USER}/app.slice/app-firefox@8a0b.service`, 'firefox'],
  [`${USER}/app.slice/app-org.kde.dolphin@autostart.service`, 'dolphin'],
  [`${USER}/app.slice/snap.code.code-3f2c.scope`, 'code'],
  [`${USER}/app.slice/snap.firefox.firefox.a1-b2.scope/inner`, 'firefox'],
  [`/system.slice/docker-${'0123456789abcdef'.repeat(4)}.scope`, 'container 0123456789ab'],
  [`/machine.slice/libpod-${'f'.repeat(64)}.scope/container`, 'container ffffffffffff'],
  ['/system.slice/ssh.service', 'System'],
  ['/init.scope', 'System'],
  [`${USER}/session.slice/pipewire.service`, null],
  [`${USER}/app.slice/run-r12.scope`, null],
  ['/user.slice/user-1000.slice/session-3.scope', null],
  ['/', null],
  ['', null],
  [`${USER}/app.slice/app-<b>\u202e-1.scope`, '<b>\u202e'],
])('the group %s is of %s', (cgroup, name) => {
  expect(applicationOfCgroup(cgroup)?.name ?? null).toBe(name);
});

test('the same application has the same key in every run', () => {
  const key = (random: number) => applicationOfCgroup(`/x/app-gnome-code-${random}.scope`)?.key;
  expect(key(1)).toBe(key(2));
});

describe('without a group of its own', () => {
  const of = (...line: Partial<ProcessInfo>[]) => {
    const processes = line.map((part, index) => makeProcess({ pid: 10 + index, parent: 9 + index, ...part }));
    const last = processes.at(-1);
    if (last === undefined) throw new Error('no process');
    return applicationOf(last, new Map(processes.map((process) => [process.pid, process])));
  };

  it.each<[string, string[], string]>([
    ['what a shell has started is an application', ['systemd', 'sshd', 'bash', 'make'], 'make'],
    ['with all that it starts', ['bash', 'make', 'sh', 'cc1'], 'make'],
    ['a shell within an application is the application’s', ['gnome-shell', 'code', 'bash', 'git'], 'code'],
    ['a shell is one itself', ['systemd', 'gnome-terminal-', 'bash'], 'bash'],
    ['a multiplexer is none', ['systemd', 'tmux: server', 'zsh', 'vim'], 'vim'],
  ])('%s', (_, names, expected) => {
    expect(of(...names.map((name) => ({ name })))).toEqual({
      key: `name ${expected}`,
      name: expected,
      by: 'ancestor',
    });
  });

  it('in a terminal’s group, by its ancestors', () => {
    const cgroup = `${USER}/app.slice/app-org.gnome.Terminal.slice/app-gnome-org.gnome.Terminal-3.scope`;
    expect(of({ name: 'bash', cgroup }, { name: 'make', cgroup }).name).toBe('make');
    expect(of({ name: 'bash', cgroup }).name).toBe('Terminal');
  });

  it('takes no process for the parent of an older one', () => {
    const younger = { name: 'impostor', started: '2000' };
    expect(of(younger, { name: 'make', started: '1000' }).name).toBe('make');
  });

  it('ends where ancestors go in a circle', () => {
    expect(of({ name: 'a', parent: 11 }, { name: 'b' }).name).toBe('a');
  });

  it('has threads of the kernel under System', () => {
    expect(of({ name: 'kworker/0:1', exe: '', cmdline: '', uid: 0 }).name).toBe('System');
    expect(of({ name: 'gone', exe: '', cmdline: '', uid: -1 }).name).toBe('gone');
  });
});

test('a name the kernel has cut is completed from the file', () => {
  expect(programName({ name: 'chromium-browse', exe: '/usr/lib/chromium-browser' })).toBe('chromium-browser');
  expect(programName({ name: 'systemd-journal', exe: '/lib/systemd-journald (deleted)' })).toBe(
    'systemd-journald',
  );
  expect(programName({ name: 'short', exe: '/bin/short-and-more' })).toBe('short');
  expect(programName({ name: 'fifteen letters', exe: '/bin/other' })).toBe('fifteen letters');
});

test.each([
  ['code --type=renderer --lang=en', 'renderer'],
  ['chrome --type=renderer --extension-process --x', 'extension'],
  ['chrome --type=gpu-process', 'GPU'],
  ['chrome --type=zygote --no-zygote-sandbox', 'zygote'],
  ['chrome --type=utility --utility-sub-type=network.mojom.NetworkService --lang=en', 'network service'],
  ['chrome --utility-sub-type=storage.mojom.StorageService --type=utility', 'storage service'],
  ['code --type=utility --utility-sub-type=node.mojom.NodeService --inspect-port=0', 'extension host'],
  ['code --type=utility --utility-sub-type=node.mojom.NodeService --lang=en', 'Node service'],
  ['code /usr/share/code/out/bootstrap-fork --type=ptyHost', 'terminals'],
  ['chrome --type=utility --utility-sub-type=<b>\u202e', 'utility'],
  ['chrome --type=<b>x</b>', ''],
  ['firefox -contentproc -childID 5 -isForBrowser -prefsLen 1 4242 tab', 'web content'],
  ['firefox -contentproc -parentBuildID 2 4242 rdd', 'media decoder'],
  ['firefox -contentproc 1 <b>', 'web content'],
  ['firefox', ''],
  ['git log --type=', ''],
  ['grep my--type=renderer', ''],
  ['', ''],
])('the role in %j is %j', (cmdline, role) => {
  expect(roleOf({ cmdline })).toBe(role);
});

test('who has started the others', () => {
  expect(mainRole({ name: 'firefox', exe: '/usr/lib/firefox/firefox' })).toBe('browser');
  expect(mainRole({ name: 'code', exe: '/usr/share/code/code' })).toBe('main');
});
