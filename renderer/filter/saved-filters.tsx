// Filters kept under a name: applied again, renamed, removed.

import { Bookmark } from 'lucide-react';
import { parseFilter } from '../../contract/filter-language.ts';
import { filterText } from '../../contract/filter-text.ts';
import { NamedItem, NameForm } from '../parts/named-item.tsx';
import { Popover } from './popover.tsx';
import { isSavedFilter, type SavedFilter, useStored } from './stored.ts';
import type { FilterControl } from './use-filter.ts';

/** In characters. */
const NAME_MAX = 80;

export function SavedFilters({ filter }: { filter: FilterControl }) {
  const [saved, store] = useStored('ioscope.filters', isSavedFilter);
  const text = filterText(filter.filter);
  const save = (name: string) => store([...saved.filter((one) => one.name !== name), { name, text }]);
  const rename = (from: string, name: string) => {
    const others = saved.filter((one) => one.name === from || one.name !== name);
    store(others.map((one) => (one.name === from ? { ...one, name } : one)));
  };
  const apply = (one: SavedFilter) => {
    const parsed = parseFilter(one.text);
    if (parsed.ok) filter.replaceAll(parsed.expression);
    else filter.commit(one.text);
  };
  return (
    <Popover label="Saved filters" title="Saved filters" icon={<Bookmark aria-hidden />}>
      {(close) => (
        <>
          <h2 className="label">Saved filters</h2>
          {saved.length === 0 && (
            <p className="dim">Give the present filter a name, and it is here the next time.</p>
          )}
          <ul>
            {saved.map((one) => (
              <NamedItem
                key={one.name}
                name={one.name}
                maxLength={NAME_MAX}
                title={`Apply: ${one.text}`}
                detail={one.text}
                onChoose={() => {
                  apply(one);
                  close();
                }}
                onRename={(name) => rename(one.name, name)}
                onRemove={() => store(saved.filter((other) => other !== one))}
              />
            ))}
          </ul>
          {filter.active ? (
            <NameForm
              label="Name of the present filter"
              initial=""
              maxLength={NAME_MAX}
              button="Save"
              onName={save}
            />
          ) : (
            <p className="dim">Nothing is filtered now, so there is nothing to save.</p>
          )}
        </>
      )}
    </Popover>
  );
}
