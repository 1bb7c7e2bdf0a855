import { createContext, type ReactNode, useContext } from 'react';
import { useStore } from 'zustand';
import type { RunView } from './run/view';
import type { Workspace, WorkspaceState } from './workspace';

const Current = createContext<Workspace | undefined>(undefined);

export function WorkspaceProvider({
  workspace,
  children,
}: {
  readonly workspace: Workspace;
  readonly children: ReactNode;
}) {
  return <Current value={workspace}>{children}</Current>;
}

export function useWorkspace(): Workspace {
  const workspace = useContext(Current);
  if (!workspace) throw new Error('useWorkspace needs a WorkspaceProvider above it');
  return workspace;
}

export const useRun = <T,>(slice: (view: RunView) => T): T => useStore(useWorkspace().run.view, slice);

export const useWork = <T,>(slice: (state: WorkspaceState) => T): T => useStore(useWorkspace().state, slice);
