import '@xyflow/react/dist/style.css';
import { ReactFlow, SelectionMode, useEdgesState, useNodesState } from '@xyflow/react';
import { createRoot } from 'react-dom/client';

/** React Flow with plain one-label nodes and nothing of ours: what the canvas is compared with. Not part of the app. */
interface Graph {
  readonly nodes: readonly { readonly id: string; readonly x: number; readonly y: number }[];
  readonly edges: readonly { readonly id: string; readonly source: string; readonly target: string }[];
}

declare global {
  interface Window {
    readonly graph: Graph;
    /** Where the canvas lies in the window. */
    readonly place: Readonly<Record<'left' | 'top' | 'width' | 'height', string>>;
  }
}

function Bare() {
  const [nodes, , onNodesChange] = useNodesState(
    window.graph.nodes.map(({ id, x, y }) => ({ id, position: { x, y }, data: { label: id } })),
  );
  const [edges, , onEdgesChange] = useEdgesState([...window.graph.edges]);
  return (
    <ReactFlow
      nodes={nodes}
      edges={edges}
      onNodesChange={onNodesChange}
      onEdgesChange={onEdgesChange}
      selectionMode={SelectionMode.Partial}
      minZoom={0.1}
      fitView
      fitViewOptions={{ padding: 0.08 }}
    />
  );
}

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
Object.assign(root.style, window.place);
createRoot(root).render(<Bare />);
