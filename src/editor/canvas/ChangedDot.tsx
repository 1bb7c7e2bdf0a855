import { useChanges } from '../context';

/** Marks a block that is not as it was when training last began. It renders by itself, and no card with it. */
export function ChangedDot({ id }: { readonly id: string }) {
  const changes = useChanges(id);
  if (!changes) return null;
  return (
    <span title={`Changed since the last training: ${changes.join('; ')}`} className="changed-dot">
      <span className="sr-only">changed since the last training</span>
    </span>
  );
}
