import { CircleQuestionMark } from 'lucide-react';
import { cx, IconButton } from '../../ui';
import { useEditor } from '../context';
import { openHelp } from './target';

export interface HelpButtonProps {
  readonly block: string;
  /** What the block is called where the button stands. */
  readonly title: string;
  readonly className?: string;
  /** For the pointer alone: where there are many, F1 on what has the focus does the same. */
  readonly pointerOnly?: boolean;
}

export function HelpButton({ block, title, className, pointerOnly = false }: HelpButtonProps) {
  const editor = useEditor();
  return (
    <IconButton
      size="sm"
      icon={CircleQuestionMark}
      label={`Help on ${title}`}
      keys="F1"
      {...(pointerOnly && { tabIndex: -1 })}
      className={cx('nodrag', className)}
      onClick={() => openHelp(editor, block)}
    />
  );
}
