import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { Button, type ButtonSize } from './Button';

export interface CopyButtonProps {
  readonly label: string;
  readonly text: () => string;
  readonly size?: ButtonSize;
}

/** Puts a text on the clipboard and says whether that worked. */
export function CopyButton({ label, text, size = 'sm' }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<'copied' | 'failed'>();
  const copy = () => {
    navigator.clipboard.writeText(text()).then(
      () => setOutcome('copied'),
      () => setOutcome('failed'),
    );
  };
  return (
    <span className="inline-flex items-center gap-2">
      <Button size={size} icon={outcome === 'copied' ? Check : Copy} onClick={copy}>
        {label}
      </Button>
      <span role="status" className="text-xs text-muted">
        {outcome === 'copied' && 'Copied'}
        {outcome === 'failed' && 'The browser did not allow it'}
      </span>
    </span>
  );
}
