// Installs the system packages ioscope lacks, on Debian and Ubuntu; names them on any other distribution.
// The decisions are pure functions: test/setup checks them without touching a system.

import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import { BUILD_NEEDS, findCommand, TEST_NEEDS } from './needs.mjs';
import { heading, outputOf, run, SetupError, say } from './run.mjs';

/** @typedef {import('./needs.mjs').Need} Need */
/** @typedef {'debian' | 'ubuntu' | 'other'} Distribution */
/** @typedef {{ action: 'none' } | { action: 'stop', message: string, remedy: string } | { action: 'install', elevate: string[], lacking: Need[] }} Plan */

/**
 * @param {string} osRelease the text of /etc/os-release
 * @returns {Distribution} the one whose package names hold
 */
export function distributionOf(osRelease) {
  const ids = [...osRelease.matchAll(/^(?:ID|ID_LIKE)=(.*)$/gm)].flatMap(([, value = '']) =>
    value.replaceAll(/["']/g, '').trim().split(/\s+/),
  );
  if (ids.includes('ubuntu')) return 'ubuntu';
  return ids.includes('debian') ? 'debian' : 'other';
}

/** @param {Need[]} needs */
function list(needs) {
  const width = Math.max(...needs.map((each) => each.name.length));
  return needs.map((each) => `  ${each.name.padEnd(width)}  ${each.why}`).join('\n');
}

/**
 * What to do about what is lacking.
 * @param {{ osRelease: string, uid: number, hasSudo: boolean, lacking: Need[] }} facts
 * @returns {Plan}
 */
export function planFor({ osRelease, uid, hasSudo, lacking }) {
  const distribution = distributionOf(osRelease);
  // Ubuntu's chromium is no package to install: browser.mjs sees to it later.
  const wanted = lacking
    .filter(({ only }) => only === undefined || only === distribution)
    .filter(({ name }) => !(distribution === 'ubuntu' && name === 'chromium'));
  if (wanted.length === 0) return { action: 'none' };
  const message = `these packages are lacking:\n${list(wanted)}`;
  if (distribution === 'other') {
    /** @param {keyof Need['elsewhere']} where */
    const names = (where) => [...new Set(wanted.map((each) => each.elsewhere[where]))].join(' ');
    const remedy = [
      'ioscope installs packages on Debian and Ubuntu only. Install these by hand, then run the same command again.',
      'Their usual names:',
      `  Fedora    dnf install ${names('fedora')}`,
      `  Arch      pacman -S ${names('arch')}`,
      `  openSUSE  zypper install ${names('suse')}`,
    ].join('\n');
    return { action: 'stop', message, remedy };
  }
  if (uid !== 0 && !hasSudo) {
    const names = wanted.map((each) => each.name).join(' ');
    const remedy = `There is no sudo here. As root, run: apt-get install ${names}\nThen run the same command again.`;
    return { action: 'stop', message, remedy };
  }
  return { action: 'install', elevate: uid === 0 ? [] : ['sudo'], lacking: wanted };
}

/**
 * The names to give to apt-get. Only bpftool's differs: until Ubuntu 24.10 it came with the kernel's tools.
 * @param {Need[]} lacking
 * @param {(name: string) => boolean} aptHas whether apt can install a package of this name
 * @param {string} kernel as `uname -r` prints it
 * @returns {string[]}
 */
export function packageNames(lacking, aptHas, kernel) {
  return lacking.flatMap(({ name }) => {
    if (name !== 'bpftool' || aptHas('bpftool')) return [name];
    const ofThisKernel = `linux-tools-${kernel}`;
    return ['linux-tools-common', aptHas(ofThisKernel) ? ofThisKernel : 'linux-tools-generic'];
  });
}

/** @returns {string} */
function readOsRelease() {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    return '';
  }
}

/**
 * Installs what the build, and if wanted the tests, lack.
 * @param {{ tests: boolean }} what
 */
export async function ensureSystem({ tests }) {
  if (process.platform !== 'linux') {
    throw new SetupError(
      `this is ${process.platform}.`,
      'ioscope traces the Linux kernel and runs on Linux only.',
    );
  }
  const needs = tests ? [...BUILD_NEEDS, ...TEST_NEEDS] : BUILD_NEEDS;
  const lacking = needs.filter((each) => !each.present());
  const plan = planFor({
    osRelease: readOsRelease(),
    uid: process.getuid?.() ?? -1,
    hasSudo: findCommand('sudo') !== null,
    lacking,
  });
  if (plan.action === 'none') return;
  if (plan.action === 'stop') throw new SetupError(plan.message, plan.remedy);
  await install(plan.elevate, plan.lacking);
}

/**
 * @param {string[]} elevate what to put before a command that needs root
 * @param {Need[]} lacking
 */
async function install(elevate, lacking) {
  heading('Installing system packages');
  say(list(lacking));
  if (elevate.length > 0) say('sudo may ask for your password.');
  /** @param {string[]} args */
  const aptGet = (args) => [...elevate, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args];
  const [first = '', ...update] = aptGet(['update', '-q']);
  const retry =
    'Check the network and the package sources; its messages stand above. Then run the same command again.';
  await run(first, update, { remedy: retry });
  /** @param {string} name */
  const aptHas = (name) => (outputOf('apt-cache', ['madison', name]) ?? '').trim() !== '';
  const names = packageNames(lacking, aptHas, release());
  // A fresh desktop updates itself in the background: wait for its lock rather than fail.
  const options = [
    '-y',
    '-q',
    '--no-install-recommends',
    '-o',
    'DPkg::Lock::Timeout=300',
    '-o',
    'Dpkg::Use-Pty=0',
  ];
  await run(first, aptGet(['install', ...options, ...names]).slice(1), { remedy: retry });
  const still = lacking.filter((each) => !each.present());
  if (still.length === 0) return;
  throw new SetupError(
    `the packages are installed, and this is still not found:\n${list(still)}`,
    'Install it by hand in the way your system has for it, then run the same command again.',
  );
}
