import type { Training } from '../../document/schema';
import { Switch } from '../../ui';

/** A module that the document defines. */
export interface ModuleChoice {
  readonly id: string;
  readonly name: string;
}

export interface RecomputeProps {
  readonly chosen: Training['recompute'];
  readonly available: readonly ModuleChoice[];
  readonly onChange: (chosen: Training['recompute']) => void;
}

/** Of which modules the backward pass computes the insides again. */
export function Recompute({ chosen = [], available, onChange }: RecomputeProps) {
  const all = chosen === 'all';
  const list = all ? [] : chosen;
  const listed = [
    ...available,
    // A module that is gone stays in sight until it is taken out.
    ...list.filter((id) => !available.some((module) => module.id === id)).map((id) => ({ id, name: `${id} (gone)` })),
  ];
  const set = (ids: readonly string[]) => onChange(ids.length > 0 ? [...ids] : undefined);
  return (
    <fieldset className="col-span-full min-w-0">
      <legend className="text-xs text-muted">Recompute in the backward pass, in place of keeping</legend>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <Switch
          label="Every module"
          checked={all}
          disabled={available.length === 0 && !all}
          onChange={(on) => onChange(on ? 'all' : undefined)}
        />
        {!all &&
          listed.map(({ id, name }) => (
            <Switch
              key={id}
              label={name}
              checked={list.includes(id)}
              onChange={(on) => set(on ? [...list, id] : list.filter((one) => one !== id))}
            />
          ))}
      </div>
    </fieldset>
  );
}
