// What a filter lets through: by kind of file, by time, by success; in every way of tracing. And calls that are
// under way while the filter changes.

import { describe, expect, test } from 'vitest';
import { KINDS, type Kind } from '../../contract/read.ts';
import type { Obedient } from './obedient.ts';
import { Stage, WAYS } from './ways.ts';
import { whyNot } from './workload.ts';

const reason = whyNot();
if (reason) console.warn(`test/kernel/what.test.ts not run: ${reason}`);

/** Longer than a read that does not wait takes on a machine with much to do. */
const LATE_NS = 200_000_000n;

describe.skipIf(reason !== null).each(WAYS)('what, by $way', (way) => {
  const stage = new Stage(way);

  async function readAll(program: Obedient): Promise<Map<Kind, number>> {
    const counts = new Map<Kind, number>();
    for (const kind of KINDS) counts.set(kind, await program.read(`kind ${kind}`));
    return counts;
  }

  /** What the kernel side makes of a kind, where it sees nothing of files. */
  const seen = (kind: Kind) => (way.sees ? kind : 'unknown');

  test('every kind is known for what it is', async () => {
    const program = stage.program();
    await stage.recording.filter({ scope: [{ pid: program.pid, mark: 'TREE' }] });
    const counts = await readAll(program);
    await stage.expectRows([...counts.values()], []);
    for (const [kind, count] of counts) {
      const row = stage.recording.rows.find((one) => one.count === count);
      expect(stage.recording.kinds.get(row?.file ?? 0) ?? 'unknown').toBe(seen(kind));
    }
  });

  test('each kind alone, and all others', async () => {
    const program = stage.program();
    const scope = [{ pid: program.pid, mark: 'TREE' as const }];
    const [shown, hidden]: [number[], number[]] = [[], []];
    const filtered = await stage.growth('filtered', async () => {
      for (const only of KINDS) {
        await stage.recording.filter({ scope, kinds: [only] });
        for (const [kind, count] of await readAll(program))
          (seen(kind) === only ? shown : hidden).push(count);
        await stage.recording.filter({ scope, kinds: KINDS.filter((kind) => kind !== only) });
        for (const [kind, count] of await readAll(program))
          (seen(kind) === only ? hidden : shown).push(count);
      }
    });
    await stage.expectRows(shown, hidden);
    expect(filtered).toBe(hidden.length);
  });

  test('a thread that reads by turns what the filter wants and what not', async () => {
    const program = stage.program();
    const kinds: Kind[] = way.sees ? ['device', 'pipe'] : ['unknown'];
    await stage.recording.filter({ scope: [{ pid: program.pid, mark: 'TREE' }], kinds });
    const [shown, hidden]: [number[], number[]] = [[], []];
    for (let round = 0; round < 5; round++) {
      shown.push(await program.read('kind device'), await program.read('kind pipe'));
      (way.sees ? hidden : shown).push(await program.read('kind memfd'), await program.read('kind proc'));
    }
    await stage.expectRows(shown, hidden);
  });

  test('only what takes its time', async () => {
    const program = stage.program();
    const minLatencyNs = LATE_NS;
    await stage.recording.filter({ scope: [{ pid: program.pid, mark: 'TREE' }], minLatencyNs });
    const hidden: number[] = [];
    const filtered = await stage.growth('filtered', async () => {
      hidden.push(await program.read(), await program.read('child read'), await program.read('late 1'));
    });
    const shown = [await program.read(`late ${Number(LATE_NS) / 1e6 + 1}`)];
    await stage.expectRows(shown, hidden);
    expect(filtered).toBe(hidden.length);
  });

  test('only what fails', async () => {
    const program = stage.program();
    await stage.recording.filter({ scope: [{ pid: program.pid, mark: 'TREE' }], failuresOnly: true });
    const [shown, hidden]: [number[], number[]] = [[], []];
    const filtered = await stage.growth('filtered', async () => {
      // A bad descriptor, an empty pipe, a directory; bytes, and the end of a file.
      for (const kind of ['unknown', 'pipe', 'dir']) shown.push(await program.read(`kind ${kind}`));
      for (const kind of ['device', 'file']) hidden.push(await program.read(`kind ${kind}`));
    });
    await stage.expectRows(shown, hidden);
    expect(filtered).toBe(hidden.length);
  });

  test('time, success, kind and who, all at once', async () => {
    const [program, other] = [stage.program(), stage.program()];
    const filter = {
      scope: [{ pid: program.pid, mark: 'ONE' as const }],
      minLatencyNs: 1n,
      failuresOnly: true,
    };
    await stage.recording.filter({ ...filter, kinds: [seen('pipe')] });
    const shown = [await program.read('kind pipe')];
    const hidden = [
      await program.read(),
      await program.read('child kind pipe'),
      await other.read('kind pipe'),
    ];
    (way.sees ? hidden : shown).push(await program.read('kind dir'));
    await stage.expectRows(shown, hidden);
  });

  describe('a call that is under way when the filter changes', () => {
    const in_ = (program: Obedient) => ({ scope: [{ pid: program.pid, mark: 'TREE' as const }] });

    /** A call entered under one filter that returns under another; the row's count. */
    async function across(
      program: Obedient,
      first: Parameters<typeof stage.recording.filter>[0],
      then: Parameters<typeof stage.recording.filter>[0],
    ): Promise<number> {
      await stage.recording.filter(first);
      const count = await program.read('begin');
      await program.tell('await');
      await stage.recording.filter(then);
      await program.tell('end');
      return count;
    }

    test('was let in: it is shown, and nothing else is said of it', async () => {
      const program = stage.program();
      const before = await stage.growth('started_before', async () => {
        const one = await across(program, in_(program), {});
        const hidden = [await program.read(), await program.read('worker read')];
        const other = await across(program, in_(program), {
          ...in_(program),
          kinds: [],
          minLatencyNs: 1n << 60n,
        });
        await stage.expectRows([one, other], [...hidden, await program.read()]);
      });
      expect(before).toBe(0);
    });

    test('was left out by what it read: nothing is said of it', async () => {
      const program = stage.program();
      const before = await stage.growth('started_before', async () => {
        await stage.recording.filter(in_(program));
        const shown = await program.read();
        const one = await across(program, { ...in_(program), kinds: [] }, in_(program));
        await stage.expectRows([shown], [one]);
      });
      expect(before).toBe(0);
    });

    test('was left out by who made it, who is let in now: it began before', async () => {
      const program = stage.program();
      const before = await stage.growth('started_before', async () => {
        const one = await across(program, {}, in_(program));
        await stage.expectRows([await program.read()], [one]);
      });
      expect(before).toBe(1);
    });

    test('was left out, and its thread still is: nothing is said of it', async () => {
      const program = stage.program();
      const before = await stage.growth('started_before', async () => {
        await stage.expectRows([], [await across(program, {}, {})]);
      });
      expect(before).toBe(0);
    });

    test('ends with its thread', async () => {
      const program = stage.program();
      const died = await stage.growth('died', async () => {
        await stage.recording.filter({ ...in_(program), kinds: [] });
        await program.read('begin');
        await program.tell('await');
        await program.kill();
      });
      expect(died).toBe(0);
    });
  });
});
