// Whom a filter lets through: by process, by name, by cgroup, and all of these together; in every way of tracing.

import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cgroups, idOf, makeCgroups, moveInto } from './cgroups.ts';
import { Stage, WAYS } from './ways.ts';
import { WORKLOAD, whyNot } from './workload.ts';

const reason = whyNot();
if (reason) console.warn(`test/kernel/who.test.ts not run: ${reason}`);

const LONG = 'an-executable-with-thirty-byte';

describe.skipIf(reason !== null).each(WAYS)('who, by $way', (way) => {
  const stage = new Stage(way);
  let directory = '';
  let executable = '';
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'ioscope-names-'));
    executable = join(directory, LONG);
    copyFileSync(WORKLOAD, executable);
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  test('nothing is in force: nothing is recorded', async () => {
    const program = stage.program();
    await stage.expectRows([], [await program.read(), await program.read('child read')]);
  });

  test('never the loader itself, whatever comes into force', async () => {
    const program = stage.program();
    await stage.recording.filter({ everything: true });
    await stage.recording.filter({ everything: true });
    const shown = [await program.read()];
    // It looks at its own memory for each account it gives.
    for (let account = 0; account < 3; account++) await stage.recording.settled();
    await stage.expectRows(shown, []);
    expect(stage.recording.rows.filter(({ pid }) => pid === stage.recording.pid)).toEqual([]);
  });

  test('a process with its descendants', async () => {
    const [program, other] = [stage.program(), stage.program()];
    await stage.recording.filter({ scope: [{ pid: program.pid, mark: 'TREE' }] });
    const shown = [
      await program.read(),
      await program.read('child read'),
      await program.read('child child read'),
    ];
    await stage.expectRows(shown, [await other.read()]);
  });

  test('a process without its descendants', async () => {
    const program = stage.program();
    await stage.recording.filter({ scope: [{ pid: program.pid, mark: 'ONE' }] });
    const shown = [await program.read(), await program.read('worker read')];
    await stage.expectRows(shown, [await program.read('child read')]);
  });

  test('all but a process and its descendants', async () => {
    const [program, other] = [stage.program(), stage.program()];
    await stage.recording.filter({ everything: true, scope: [{ pid: program.pid, mark: 'LEAVE_OUT' }] });
    const hidden = [await program.read(), await program.read('child read')];
    await stage.expectRows([await other.read()], hidden);
  });

  test('all but a process: its children are recorded', async () => {
    const program = stage.program();
    await stage.recording.filter({ everything: true, scope: [{ pid: program.pid, mark: 'NOT_ONE' }] });
    const shown = [await program.read('child read')];
    await stage.expectRows(shown, [await program.read(), await program.read('worker read')]);
  });

  test('a tree without its root', async () => {
    const program = stage.program();
    const { pid } = program;
    await stage.recording.filter({
      scope: [
        { pid, mark: 'TREE' },
        { pid, mark: 'NOT_ONE' },
      ],
    });
    const shown = [await program.read('child read'), await program.read('child child read')];
    await stage.expectRows(shown, [await program.read()]);
  });

  test('marks of one process alone say nothing about what its children get from above', async () => {
    const [without, only] = [stage.program(), stage.program()];
    const everybody = { pid: process.pid, mark: 'TREE' } as const;
    await stage.recording.filter({ scope: [{ pid: without.pid, mark: 'NOT_ONE' }, everybody] });
    await stage.expectRows([await without.read('child read'), await only.read()], [await without.read()]);
    const nobody = { pid: process.pid, mark: 'LEAVE_OUT' } as const;
    await stage.recording.filter({ everything: true, scope: [nobody, { pid: only.pid, mark: 'ONE' }] });
    await stage.expectRows([await only.read()], [await only.read('child read'), await without.read()]);
  });

  test('descendants that are there when the filter comes', async () => {
    const below = stage.program(['sh', '-c', '"$0" "$@"; exit $?']);
    const before = await below.read();
    await stage.recording.filter({ scope: [{ pid: below.pid, mark: 'TREE' }] });
    await stage.expectRows([await below.read(), await below.read('child read')], [before]);
  });

  test('a name, and names that begin so', async () => {
    const program = stage.program();
    await program.tell('name alpha-one');
    const read = async (name: string) => {
      await stage.recording.filter({ everything: true, names: [{ name }] });
      return program.read();
    };
    const shown = [await read('alpha-one'), await read('alpha*'), await read('alpha-one*'), await read('*')];
    const hidden = [
      await read('alpha'),
      await read('alpha-one-and'),
      await read('alpha-two*'),
      await read('lpha*'),
    ];
    await stage.expectRows(shown, hidden);
  });

  test('a name is excluded', async () => {
    const [program, other] = [stage.program(), stage.program()];
    await program.tell('name alpha-one');
    await stage.recording.filter({ everything: true, names: [{ name: 'alpha*', exclude: true }] });
    await stage.expectRows([await other.read()], [await program.read()]);
    await stage.recording.filter({
      everything: true,
      names: [{ name: 'a*' }, { name: 'alpha-two' }, { name: 'alpha-one', exclude: true }],
    });
    await stage.expectRows([], [await program.read(), await other.read()]);
  });

  test("the thread's name, and that of its process", async () => {
    const program = stage.program();
    await program.tell('name leader');
    await program.tell('worker name hand');
    const read = async (of: 'comm' | 'process', name: string) => {
      await stage.recording.filter({ everything: true, names: [{ of, name }] });
      return { leader: await program.read(), hand: await program.read('worker read') };
    };
    const [hand, leader] = [await read('comm', 'hand'), await read('process', 'leader')];
    const none = await read('process', 'hand');
    const shown = [hand.hand, leader.leader, leader.hand];
    const hidden = [hand.leader, none.leader];
    // What the process is called cannot be told there: it passes.
    (way.sees ? hidden : shown).push(none.hand);
    await stage.expectRows(shown, hidden);
  });

  test('a name that the kernel has cut', async () => {
    const program = stage.program();
    await program.tell('name a name of twenty-five');
    const read = async (name: string) => {
      await stage.recording.filter({ everything: true, names: [{ name }] });
      return program.read();
    };
    const shown = [
      await read('a name of twenty-five'),
      await read('a name of twenty*'),
      await read('a name of twent'),
    ];
    await stage.expectRows(shown, [await read('a name of ninety-five'), await read('a name of twen')]);
  });

  test('a name that only the file of the program has', async () => {
    const program = stage.program();
    const before = await program.read();
    await program.tell(`exec ${executable}`);
    const read = async (name: string, of: 'comm' | 'process' = 'comm') => {
      await stage.recording.filter({ everything: true, names: [{ of, name }] });
      return program.read();
    };
    const cut = [await read(LONG), await read(LONG, 'process'), await read(LONG.slice(0, 15))];
    await program.tell('name short');
    const byFile = [await read(LONG), await read(LONG, 'process'), await read(`${LONG.slice(0, 20)}*`)];
    const hidden = [
      await read(LONG.slice(0, -1)),
      await read(`${LONG}s`),
      await read(LONG.slice(0, 15)),
      await read('an-executable*'),
    ];
    await stage.expectRows(
      [...cut, ...(way.sees ? byFile : [])],
      [before, ...hidden, ...(way.sees ? [] : byFile)],
    );
  });

  test('a thread gets another name while recording', async () => {
    const program = stage.program();
    await program.tell('worker name hand');
    await stage.recording.filter({ everything: true, names: [{ name: 'beta' }] });
    const [shown, hidden]: [number[], number[]] = [[], []];
    for (const round of [1, 2, 3]) {
      await program.tell(`name alpha${round}`);
      hidden.push(await program.read(), await program.read());
      await program.tell('name beta');
      shown.push(await program.read(), await program.read());
      hidden.push(await program.read('worker read'));
      await program.tell('name-worker beta');
      shown.push(await program.read('worker read'));
      await program.tell('name-worker hand');
      hidden.push(await program.read('worker read'));
    }
    await stage.expectRows(shown, hidden);
  });

  // Without BTF the name of the process cannot be told.
  if (way.sees)
    test('a process gets another name while its threads read', async () => {
      const program = stage.program();
      await program.tell('worker name hand');
      await stage.recording.filter({ everything: true, names: [{ of: 'process', name: 'beta' }] });
      const [shown, hidden]: [number[], number[]] = [[], []];
      for (const round of [1, 2, 3]) {
        await program.tell(`name alpha${round}`);
        hidden.push(await program.read('worker read'));
        await program.tell('name beta');
        shown.push(await program.read('worker read'), await program.read());
      }
      await stage.expectRows(shown, hidden);
    });

  test('a process becomes another program while recording', async () => {
    const program = stage.program();
    await stage.recording.filter({ everything: true, names: [{ name: LONG }] });
    const before = await program.read();
    await program.tell(`exec ${executable}`);
    const after = await program.read();
    await program.tell(`exec ${WORKLOAD}`);
    await stage.expectRows([after], [before, await program.read()]);
  });

  describe('cgroups', () => {
    let cgroups: Cgroups;
    beforeAll(() => {
      cgroups = makeCgroups();
    });
    afterAll(() => cgroups.remove());

    test('one with all below it; processes move in and out', async () => {
      const { outside, parent, child } = cgroups;
      const program = stage.program();
      moveInto(outside, program.pid);
      await stage.recording.filter({ everything: true, cgroups: [{ id: idOf(parent) }] });
      const [shown, hidden]: [number[], number[]] = [[], []];
      for (const place of [outside, parent, outside, child, parent, outside]) {
        moveInto(place, program.pid);
        const reads = [await program.read(), await program.read(), await program.read('child read')];
        (place === outside ? hidden : shown).push(...reads);
      }
      await stage.recording.filter({ everything: true, cgroups: [{ id: idOf(child) }] });
      moveInto(parent, program.pid);
      hidden.push(await program.read());
      moveInto(child, program.pid);
      shown.push(await program.read());
      await stage.expectRows(shown, hidden);
      await program.dismiss();
    });

    test('one is excluded', async () => {
      const { outside, parent, child } = cgroups;
      const program = stage.program();
      const both = [{ id: idOf(parent) }, { id: idOf(child), exclude: true }];
      const [shown, hidden]: [number[], number[]] = [[], []];
      await stage.recording.filter({ everything: true, cgroups: both });
      for (const place of [child, parent, outside]) {
        moveInto(place, program.pid);
        (place === parent ? shown : hidden).push(await program.read());
      }
      await stage.recording.filter({ everything: true, cgroups: [{ id: idOf(parent), exclude: true }] });
      for (const place of [outside, child]) {
        moveInto(place, program.pid);
        (place === outside ? shown : hidden).push(await program.read());
      }
      await stage.expectRows(shown, hidden);
      await program.dismiss();
    });

    test('each list with including rules has to have one that is met', async () => {
      const { outside, parent } = cgroups;
      const program = stage.program();
      await program.tell('name leader');
      await program.tell('worker name hand');
      const scope = [{ pid: program.pid, mark: 'TREE' }] as const;
      const names = [{ name: 'hand' }, { name: 'leader', of: 'process' }] as const;
      const lists = { scope: [...scope], names: [...names], cgroups: [{ id: idOf(parent) }] };
      moveInto(parent, program.pid);
      await stage.recording.filter(lists);
      const shown = [await program.read('worker read')];
      const hidden = [await program.read()];
      moveInto(outside, program.pid);
      hidden.push(await program.read('worker read'));
      moveInto(parent, program.pid);
      await program.tell('name another');
      const byProcess = await program.read('worker read');
      (way.sees ? hidden : shown).push(byProcess);
      await program.tell('name leader');
      await stage.recording.filter({ ...lists, scope: [{ pid: process.ppid, mark: 'ONE' }] });
      hidden.push(await program.read('worker read'));
      await stage.expectRows(shown, hidden);
      expect(shown.length).toBeGreaterThan(0);
      await program.dismiss();
    });
  });
});
