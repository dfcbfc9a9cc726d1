// What ioscope needs from the system, why, and what each thing is called where. Facts only: looking and
// installing is system.mjs's.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findBrowser } from './browser.mjs';
import { outputOf } from './run.mjs';

/**
 * @typedef {object} Need
 * @property {string} name the package on Debian and Ubuntu
 * @property {string} why
 * @property {{ fedora: string, arch: string, suse: string }} elsewhere its usual name on others
 * @property {() => boolean} present
 * @property {'debian'} [only] where there is such a package; elsewhere it is done without
 */

/** Where commands are; bpftool lies in sbin, which is not on everyone's PATH. */
const COMMAND_FOLDERS = [...(process.env.PATH ?? '').split(':'), '/usr/local/sbin', '/usr/sbin', '/sbin'];

/**
 * @param {string} name
 * @returns {string | null} its full path
 */
export function findCommand(name) {
  const folder = COMMAND_FOLDERS.find((each) => each !== '' && existsSync(join(each, name)));
  return folder === undefined ? null : join(folder, name);
}

/**
 * @param {string} folder
 * @returns {string[]} the paths in it; none if it is not there
 */
function entries(folder) {
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

/** @param {string} path under an include folder */
function hasHeader(path) {
  return ['/usr/include', '/usr/local/include'].some((folder) => existsSync(join(folder, path)));
}

/** @param {string} file such as libelf.a, in /usr/lib or one folder below it */
function hasLibrary(file) {
  const folders = ['/usr/lib64', '/usr/local/lib', '/usr/lib', ...entries('/usr/lib')];
  return folders.some((folder) => existsSync(join(folder, file)));
}

/**
 * Ubuntu's /usr/sbin/bpftool is a script that looks for one built with the running kernel and fails where
 * there is none, as in a container. Any version serves ioscope, so the others are looked at as well.
 * @param {string | null} [onPath] the first to try
 * @param {string[]} [folders] where folders of kernel tools lie
 * @returns {string | null} the path of a bpftool that runs
 */
export function findBpftool(onPath = findCommand('bpftool'), folders = ['/usr/lib', '/usr/lib/linux-tools']) {
  const tools = folders
    .flatMap(entries)
    .filter((path) => path.includes('linux-tools'))
    .map((path) => join(path, 'bpftool'));
  return [onPath, ...tools].find((path) => path !== null && outputOf(path, ['version']) !== null) ?? null;
}

/**
 * @param {string} name
 * @param {string} why
 * @param {() => boolean} present
 * @param {Partial<Need['elsewhere']>} [elsewhere] where it is not called the same
 * @returns {Need}
 */
function need(name, why, present, elsewhere = {}) {
  return { name, why, present, elsewhere: { fedora: name, arch: name, suse: name, ...elsewhere } };
}

/** @param {string} name */
const command = (name) => () => findCommand(name) !== null;

/** @type {Need[]} */
export const BUILD_NEEDS = [
  need('make', 'runs the build of the kernel side and the loader', command('make')),
  need('gcc', 'compiles the loader', command('gcc')),
  need('libc6-dev', "the C library's headers, for the loader", () => hasHeader('stdio.h'), {
    fedora: 'glibc-devel',
    arch: 'glibc',
    suse: 'glibc-devel',
  }),
  need('clang', 'compiles the kernel side to BPF', command('clang')),
  need('bpftool', 'turns the compiled kernel side into C for the loader', () => findBpftool() !== null, {
    arch: 'bpf',
  }),
  need(
    'libbpf-dev',
    'the loader is built on libbpf',
    () => hasHeader('bpf/libbpf.h') && hasLibrary('libbpf.a'),
    {
      fedora: 'libbpf-static',
      arch: 'libbpf',
      suse: 'libbpf-devel-static',
    },
  ),
  need(
    'libelf-dev',
    'libbpf reads ELF files with it',
    () => hasHeader('libelf.h') && hasLibrary('libelf.a'),
    {
      fedora: 'elfutils-libelf-devel-static',
      arch: 'libelf',
      suse: 'libelf-devel',
    },
  ),
  need('zlib1g-dev', 'libelf unpacks sections with it', () => hasHeader('zlib.h') && hasLibrary('libz.a'), {
    fedora: 'zlib-ng-compat-static',
    arch: 'zlib',
    suse: 'zlib-devel-static',
  }),
];

/** @type {Need[]} */
export const TEST_NEEDS = [
  need('chromium', 'the window is tested in a real browser', () => findBrowser() !== null),
  {
    ...need(
      'chromium-headless-shell',
      'the same browser, at two thirds of the work',
      command('chromium-headless-shell'),
    ),
    only: 'debian',
  },
  need('xvfb', 'a screen for that browser where there is none', command('Xvfb'), {
    fedora: 'xorg-x11-server-Xvfb',
    arch: 'xorg-server-xvfb',
    suse: 'xorg-x11-server-Xvfb',
  }),
  need('clang-format', 'checks how the C sources are written', command('clang-format'), {
    fedora: 'clang-tools-extra',
    arch: 'clang',
    suse: 'clang-tools',
  }),
  need('strace', 'a second opinion on which reads a program made', command('strace')),
  need('git', 'a program whose reads are compared with that opinion', command('git')),
  need('python3', 'another one', command('python3'), { arch: 'python' }),
  need('libcap2-bin', 'gives a copy of the loader the capabilities it needs', command('setcap'), {
    fedora: 'libcap',
    arch: 'libcap',
    suse: 'libcap-progs',
  }),
  need('util-linux', 'runs parts of the tests with fewer rights', command('setpriv')),
];
