import type { Fact, Facts } from './facts';

/** What is another than it was when training last began, in words, by block: `parameter width 64 → 128`. */
export type Changes = ReadonlyMap<string, readonly string[]>;

export function changesSince(before: Facts, now: Facts): Changes {
  const changes = new Map<string, readonly string[]>();
  for (const [id, facts] of now.nodes) {
    const old = before.nodes.get(id);
    const lines = old ? linesOf(old, facts) : ['the block is new'];
    if (lines.length > 0) changes.set(id, lines);
  }
  const inside = (module: string, seen: readonly string[]): string[] => {
    const [old, own] = [before.modules.get(module), now.modules.get(module)];
    if (!old || !own || seen.includes(module)) return [];
    const there = new Set(own.nodes.map(({ id }) => id));
    const gone = old.nodes.filter(({ id }) => !there.has(id)).map(({ name }) => name);
    const changed = own.nodes.filter(
      ({ id, module: use }) => changes.has(id) || (use && inside(use.id, [...seen, module]).length > 0),
    );
    return [
      ...(changed.length > 0 ? [`changed inside: ${changed.map(({ name }) => name).join(', ')}`] : []),
      ...(gone.length > 0 ? [`removed inside: ${gone.join(', ')}`] : []),
      ...(old.promoted === own.promoted ? [] : ['changed: the parameters it promotes']),
    ];
  };
  // What is inside is looked at before instances are marked for it.
  const instances = [...now.uses].map(([id, module]) => ({
    id,
    lines: before.nodes.has(id) ? inside(module, []) : [],
  }));
  for (const { id, lines } of instances) {
    if (lines.length > 0) changes.set(id, [...(changes.get(id) ?? []), ...lines]);
  }
  return changes;
}

function linesOf(before: ReadonlyMap<string, Fact>, now: ReadonlyMap<string, Fact>): string[] {
  return [...new Set([...before.keys(), ...now.keys()])].flatMap((about) => {
    const [old, own] = [before.get(about), now.get(about)];
    if (old?.key === own?.key) return [];
    const label = own?.label ?? old?.label ?? about;
    return [`${label} ${old?.shown ?? 'nothing'} → ${own?.shown ?? 'nothing'}`];
  });
}
