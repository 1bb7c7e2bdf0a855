import { Panel, useReactFlow } from '@xyflow/react';
import { Maximize, ZoomIn, ZoomOut } from 'lucide-react';
import { IconButton } from '../../ui';
import { useEditor } from '../context';
import { Legend } from './Legend';

export function ZoomBar() {
  const editor = useEditor();
  const flow = useReactFlow();
  return (
    <Panel position="bottom-left" className="!m-2 flex rounded-md border border-line bg-surface">
      <IconButton size="sm" side="right" label="Zoom in" icon={ZoomIn} onClick={() => void flow.zoomIn()} />
      <IconButton size="sm" side="right" label="Zoom out" icon={ZoomOut} onClick={() => void flow.zoomOut()} />
      <IconButton
        size="sm"
        side="right"
        label="Fit all"
        keys="1"
        icon={Maximize}
        onClick={() => editor.canvas.current?.fit()}
      />
      <Legend />
    </Panel>
  );
}
