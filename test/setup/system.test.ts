import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { BUILD_NEEDS, findBpftool, TEST_NEEDS } from '../../setup/needs.mjs';
import { distributionOf, packageNames, planFor } from '../../setup/system.mjs';

const DEBIAN_12 = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_ID="12"\nID=debian\n';
const UBUNTU_22 = 'PRETTY_NAME="Ubuntu 22.04.5 LTS"\nVERSION_ID="22.04"\nID=ubuntu\nID_LIKE=debian\n';
const UBUNTU_24 = 'PRETTY_NAME="Ubuntu 24.04.1 LTS"\nVERSION_ID="24.04"\nID=ubuntu\nID_LIKE=debian\n';
const MINT = 'NAME="Linux Mint"\nID=linuxmint\nID_LIKE="ubuntu debian"\n';
const FEDORA = 'NAME="Fedora Linux"\nID=fedora\nVERSION_ID=41\n';
const ALL = [...BUILD_NEEDS, ...TEST_NEEDS];

const needs = (...names: string[]) => ALL.filter((each) => names.includes(each.name));

test.each([
  [DEBIAN_12, 'debian'],
  [UBUNTU_22, 'ubuntu'],
  [UBUNTU_24, 'ubuntu'],
  [MINT, 'ubuntu'],
  ['ID=raspbian\nID_LIKE=debian\n', 'debian'],
  [FEDORA, 'other'],
  ["ID='arch'\n", 'other'],
  ['PRETTY_NAME="Not debian"\nVARIANT_ID=debian\n', 'other'],
  ['', 'other'],
])('os-release %j is %s', (text, distribution) => {
  expect(distributionOf(text)).toBe(distribution);
});

describe('what to do about what is lacking', () => {
  const facts = { osRelease: DEBIAN_12, uid: 0, hasSudo: false, lacking: needs('clang', 'bpftool') };

  test('nothing lacking: nothing, whatever the system', () => {
    for (const osRelease of [DEBIAN_12, UBUNTU_24, FEDORA, '']) {
      expect(planFor({ osRelease, uid: 1000, hasSudo: false, lacking: [] })).toEqual({ action: 'none' });
    }
  });

  test.each([DEBIAN_12, UBUNTU_22, UBUNTU_24])('root installs directly (%j)', (osRelease) => {
    expect(planFor({ ...facts, osRelease })).toEqual({
      action: 'install',
      elevate: [],
      lacking: facts.lacking,
    });
  });

  test('root needs no sudo even where there is one', () => {
    expect(planFor({ ...facts, hasSudo: true })).toMatchObject({ elevate: [] });
  });

  test('a user installs by sudo', () => {
    expect(planFor({ ...facts, uid: 1000, hasSudo: true })).toMatchObject({
      action: 'install',
      elevate: ['sudo'],
    });
  });

  test('a user without sudo is told the command', () => {
    const plan = planFor({ ...facts, uid: 1000 });
    expect(plan).toMatchObject({
      action: 'stop',
      remedy: expect.stringContaining('As root, run: apt-get install clang bpftool'),
    });
  });

  test('Fedora is told names and reasons, and stops', () => {
    const plan = planFor({ ...facts, osRelease: FEDORA, lacking: needs('clang', 'libelf-dev', 'libc6-dev') });
    expect(plan).toMatchObject({
      action: 'stop',
      message: expect.stringMatching(/clang +compiles the kernel side to BPF/),
      remedy: expect.stringContaining('dnf install glibc-devel clang elfutils-libelf-devel-static'),
    });
  });

  test('an unknown system without os-release stops as well', () => {
    expect(planFor({ ...facts, osRelease: '' })).toMatchObject({ action: 'stop' });
  });

  test("chromium is left to the browser's own step on Ubuntu, and a package on Debian", () => {
    const lacking = needs('chromium');
    expect(planFor({ ...facts, lacking, osRelease: UBUNTU_24 })).toEqual({ action: 'none' });
    expect(planFor({ ...facts, lacking })).toMatchObject({ action: 'install', lacking });
  });
});

describe('names for apt-get', () => {
  const kernel = '6.8.0-45-generic';
  const lacking = needs('clang', 'bpftool', 'libbpf-dev');

  test('as they are where bpftool is a package', () => {
    expect(packageNames(lacking, () => true, kernel)).toEqual(['clang', 'bpftool', 'libbpf-dev']);
  });

  test("bpftool comes with the running kernel's tools before Ubuntu 24.10", () => {
    const aptHas = (name: string) => name === `linux-tools-${kernel}`;
    expect(packageNames(needs('bpftool'), aptHas, kernel)).toEqual([
      'linux-tools-common',
      `linux-tools-${kernel}`,
    ]);
  });

  test("or with the generic kernel's, where apt has none for the running one", () => {
    const names = packageNames(needs('bpftool'), () => false, '6.1.0-custom');
    expect(names).toEqual(['linux-tools-common', 'linux-tools-generic']);
  });
});

describe('bpftool', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ioscope-tools-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  function tool(path: string, exitCode: number): string {
    mkdirSync(join(folder, path));
    const file = join(folder, path, 'bpftool');
    writeFileSync(file, `#!/bin/sh\nexit ${exitCode}\n`, { mode: 0o755 });
    return file;
  }

  test('is that of another kernel where the one on PATH finds none for this one', () => {
    const shim = tool('sbin', 2);
    expect(findBpftool(shim, [folder])).toBeNull();
    tool('linux-tools-6.5.0-1', 2);
    const works = tool('linux-tools-6.8.0-45', 0);
    expect(findBpftool(shim, [folder])).toBe(works);
    expect(findBpftool(null, [folder])).toBe(works);
  });

  test('is the one on PATH where that runs', () => {
    const own = tool('bin', 0);
    expect(findBpftool(own, [folder])).toBe(own);
  });
});

test('every need has a reason and names elsewhere, and its check runs', () => {
  for (const each of ALL) {
    expect(each.why, each.name).not.toBe('');
    expect(Object.values(each.elsewhere), each.name).not.toContain('');
    expect(each.present(), each.name).toBeTypeOf('boolean');
  }
});
