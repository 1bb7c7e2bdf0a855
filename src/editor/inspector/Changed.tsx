import { useChanges } from '../context';

/** What of a block is not as it was when training last began. */
export function Changed({ id }: { readonly id: string }) {
  const changes = useChanges(id);
  if (!changes) return null;
  return (
    <section aria-label="Changed since the last training" className="rounded-md bg-sunken p-2 text-xs">
      <h4 className="mb-1 flex items-center gap-1.5 font-semibold">
        <span aria-hidden className="changed-dot" />
        Changed since the last training
      </h4>
      <ul className="space-y-0.5 text-muted">
        {changes.map((line) => (
          <li key={line} className="break-words">
            {line}
          </li>
        ))}
      </ul>
    </section>
  );
}
