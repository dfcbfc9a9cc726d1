// Rules that colour rows, apart from what the filter hides. The first rule that a row passes colours it.

import { useMemo } from 'react';
import { type Expression, matcher } from '../../contract/filter.ts';
import { type Clock, parseFilter } from '../../contract/filter-language.ts';
import { filterText } from '../../contract/filter-text.ts';
import type { ReadRow } from '../../contract/read.ts';
import { COLORS, type Color, type HighlightRule, isHighlightRule, useStored } from './stored.ts';

export interface Highlights {
  rules: readonly HighlightRule[];
  /** The class of a row that a rule colours, else empty. The same function as long as the rules are. */
  highlightOf(row: ReadRow): string;
  /** In a colour that no rule has, as far as there is one. One that is there already is switched on. */
  add(expression: Expression): void;
  change(rule: HighlightRule, to: HighlightRule): void;
  remove(rule: HighlightRule): void;
  recolor(rule: HighlightRule): void;
}

export function useHighlights(clock: Clock): Highlights {
  const [rules, store] = useStored('ioscope.highlights', isHighlightRule);
  const highlightOf = useMemo(() => painter(rules, clock), [rules, clock]);
  const change = (rule: HighlightRule, to: HighlightRule) =>
    store(rules.map((other) => (other === rule ? to : other)));
  return {
    rules,
    highlightOf,
    add: (expression) => {
      const text = filterText(expression);
      const color = leastUsed(rules);
      store([...rules.filter((rule) => rule.text !== text), { text, color, off: false }]);
    },
    change,
    remove: (rule) => store(rules.filter((other) => other !== rule)),
    recolor: (rule) => {
      const next = COLORS[(COLORS.indexOf(rule.color) + 1) % COLORS.length] ?? rule.color;
      change(rule, { ...rule, color: next });
    },
  };
}

function painter(rules: readonly HighlightRule[], clock: Clock): (row: ReadRow) => string {
  const tests = rules.flatMap(({ text, color, off }) => {
    const parsed = parseFilter(text, clock);
    return off || !parsed.ok ? [] : [{ passes: matcher(parsed.expression), className: `highlight-${color}` }];
  });
  return (row) => tests.find(({ passes }) => passes(row))?.className ?? '';
}

function leastUsed(rules: readonly HighlightRule[]): Color {
  const uses = (color: Color) => rules.filter((rule) => rule.color === color).length;
  return [...COLORS].sort((a, b) => uses(a) - uses(b))[0] ?? 'blue';
}
