import { LayoutTemplate } from 'lucide-react';
import { isClip, parseClip } from '../document';
import { Canvas } from '../editor';
import { Button } from '../ui';
import { attempt } from './actions';
import { useWork, useWorkspace } from './context';
import { showDialog } from './dialogs/dialog-store';
import type { Workspace } from './workspace';

/** The canvas of the open document; another document has another one. */
export function Plane() {
  const workspace = useWorkspace();
  const id = useWork((state) => state.id);
  return (
    <Canvas
      key={id}
      onForeignText={(text) => void attempt(workspace, async () => openPasted(workspace, text))}
      {...(id !== '' && {
        beginnings: (
          <Button icon={LayoutTemplate} onClick={() => showDialog('templates')}>
            Open a template
          </Button>
        ),
      })}
    />
  );
}

/** A text that was pasted and holds no blocks: a document opens; of anything else the person hears why nothing came. */
async function openPasted(workspace: Workspace, text: string): Promise<void> {
  const clip = isClip(text) ? parseClip(text) : undefined;
  if (clip && 'problems' in clip) return workspace.report(clip.problems);
  if (text.includes('"wireformer"')) await workspace.openText(text);
  else
    workspace.notices.notify({
      title: 'What was pasted holds no blocks.',
      text: 'Copy blocks on a canvas, or the text of a document, and paste again.',
    });
}
