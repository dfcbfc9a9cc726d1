// Why no row passes: which conditions match nothing by themselves, and how many rows would pass without each.

import type { Expression } from '../../contract/filter.ts';
import type { WindowBridge } from '../bridge.ts';
import { useLive } from '../parts/use-live.ts';
import { type Chip, filterOf } from './chips.ts';
import { askedValue, cutName, likeliest, meant } from './mend.ts';
import type { FilterControl } from './use-filter.ts';

const INTERVAL_MS = 1000;
/** More conditions than these are not looked into. */
const MOST = 8;

export interface Suspect {
  /** null: what stands in the box. */
  chip: Chip | null;
  expression: Expression;
  /** Rows that pass it alone. */
  alone: number;
  /** Rows that pass all the others. */
  without: number;
  /** What was probably meant. */
  instead: { expression: Expression; reads: number } | null;
  /** It asks for a longer name than the kernel keeps. */
  tooLong: boolean;
}

/** null while nothing needs an explanation, or none is there yet. */
export function useExplanation(
  bridge: WindowBridge,
  filter: FilterControl,
  hidden: number | null,
): readonly Suspect[] | null {
  const chips = filter.chips.filter(({ off }) => !off);
  const { inBox } = filter;
  const wanted = hidden !== null && hidden > 0 && filter.active;
  const key = wanted ? JSON.stringify(filter.filter) : '';
  const answer = useLive(
    async () => ({ key, suspects: wanted ? await suspectsOf(bridge, chips, inBox) : [] }),
    {
      key,
      tick: hidden,
      held: false,
      interval: INTERVAL_MS,
    },
  );
  return wanted && answer?.key === key ? answer.suspects : null;
}

async function suspectsOf(
  bridge: WindowBridge,
  chips: readonly Chip[],
  inBox: Expression | null,
): Promise<Suspect[]> {
  const count = async (filter: Expression) =>
    (await bridge.request('page', { filter, order: null, offset: 0, limit: 0, of: null })).matched;
  const all = [
    ...chips.map((chip) => ({ chip, expression: chip.expression })),
    ...(inBox === null ? [] : [{ chip: null, expression: inBox }]),
  ].slice(0, MOST);
  const suspects: Suspect[] = [];
  for (const { chip, expression } of all) {
    const others = chips.filter((other) => other !== chip);
    const alone = await count(expression);
    const without = await count(filterOf(others, ...(chip === null || inBox === null ? [] : [inBox])));
    const instead = alone > 0 ? null : await insteadOf(bridge, expression);
    const asked = askedValue(expression);
    const tooLong = asked !== null && cutName(asked) !== null;
    suspects.push({ chip, expression, alone, without, instead, tooLong });
  }
  return suspects;
}

async function insteadOf(bridge: WindowBridge, expression: Expression): Promise<Suspect['instead']> {
  const asked = askedValue(expression);
  if (asked === null) return null;
  const { field } = asked;
  const cut = cutName(asked);
  const look = async (part: string) =>
    part === ''
      ? null
      : meant(asked, await bridge.request('values', { field, part: part.slice(0, 1000), limit: 5 }));
  const found = (await look(cut ?? '')) ?? (await look(likeliest(asked)));
  if (found === null) return null;
  return {
    expression: { op: 'is', field, compare: '=', value: found.value },
    reads: found.reads,
  };
}
