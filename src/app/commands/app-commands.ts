import type { Command } from '../../editor';
import { exportJson, running, startDocument, train } from '../actions';
import { showDialog } from '../dialogs/dialog-store';
import { TABS, type TabId, type Theme } from '../layout';
import { layoutStore, openTab, togglePanel } from '../layout-store';
import { startTour, tourStore } from '../tour/tour-store';
import type { Workspace } from '../workspace';

export const TAB_TITLES: Readonly<Record<TabId, string>> = {
  problems: 'Problems',
  data: 'Data',
  training: 'Training settings',
  curves: 'Training curves',
  gradients: 'Gradient norms',
  attention: 'Attention',
  values: 'Values',
  samples: 'Samples',
  evaluation: 'Evaluation',
  runs: 'Runs',
  summary: 'Summary',
};

const THEMES: Readonly<Record<Theme, string>> = { system: 'as the system', light: 'light', dark: 'dark' };

/** What the page around the canvas can be asked for. */
export function appCommands(workspace: Workspace): readonly Command[] {
  const { run, state } = workspace;
  const now = () => run.view.getState();
  const open = () => state.getState().id !== '' && !state.getState().elsewhere;
  const idle = () => open() && !running(now().state);
  return [
    {
      id: 'run.train',
      title: 'Train, or go on',
      group: 'Run',
      keys: ['Ctrl+Enter'],
      where: 'everywhere',
      enabled: idle,
      run: () => train(workspace),
    },
    {
      id: 'run.pause',
      title: 'Pause training',
      group: 'Run',
      keys: [],
      where: 'page',
      enabled: () => now().state === 'training',
      run: () => run.send({ type: 'pause' }),
    },
    {
      id: 'run.step',
      title: 'Take a single step',
      group: 'Run',
      keys: ['Ctrl+Shift+Enter'],
      where: 'everywhere',
      enabled: idle,
      run: () => train(workspace, true),
    },
    {
      id: 'run.stop',
      title: 'Stop training and keep the weights',
      group: 'Run',
      keys: ['Ctrl+Alt+Enter'],
      where: 'everywhere',
      enabled: () => running(now().state) || now().state === 'paused',
      run: () => run.send({ type: 'stop' }),
    },
    {
      id: 'run.reset',
      title: 'Reset: make new weights',
      group: 'Run',
      keys: [],
      where: 'page',
      enabled: () => open() && (now().hasWeights || now().state === 'preparing'),
      run: () => void run.reset(),
    },
    {
      id: 'document.save',
      title: 'Save now',
      group: 'Document',
      keys: ['Ctrl+S'],
      where: 'everywhere',
      run: () => void workspace.flush(),
    },
    {
      id: 'document.new',
      title: 'New document',
      group: 'Document',
      keys: [],
      where: 'page',
      run: () => startDocument(workspace),
    },
    {
      id: 'document.documents',
      title: 'Documents…',
      group: 'Document',
      keys: ['Ctrl+Shift+O'],
      where: 'page',
      run: () => showDialog('documents'),
    },
    {
      id: 'document.versions',
      title: 'Versions of this document…',
      group: 'Document',
      keys: [],
      where: 'page',
      run: () => showDialog('versions'),
    },
    {
      id: 'document.templates',
      title: 'Templates…',
      group: 'Document',
      keys: [],
      where: 'page',
      run: () => showDialog('templates'),
    },
    {
      id: 'document.open',
      title: 'Open a file…',
      group: 'Document',
      keys: ['Ctrl+O'],
      where: 'page',
      run: () => showDialog('open'),
    },
    {
      id: 'document.export',
      title: 'Export…',
      group: 'Document',
      keys: ['Ctrl+Shift+S'],
      where: 'page',
      run: () => showDialog('export'),
    },
    {
      id: 'document.share',
      title: 'Share as a link…',
      group: 'Document',
      keys: [],
      where: 'page',
      run: () => showDialog('share'),
    },
    {
      id: 'document.compare',
      title: 'Compare documents and versions…',
      group: 'Document',
      keys: [],
      where: 'page',
      run: () => showDialog('compare'),
    },
    {
      id: 'document.json',
      title: 'Download the document as JSON',
      group: 'Document',
      keys: [],
      where: 'page',
      run: () => exportJson(workspace),
    },
    {
      id: 'panels.palette',
      title: 'Show or hide the block palette',
      group: 'Panels',
      keys: ['Alt+B'],
      where: 'page',
      run: () => togglePanel('palette'),
    },
    {
      id: 'panels.inspector',
      title: 'Show or hide the inspector',
      group: 'Panels',
      keys: ['Alt+I'],
      where: 'page',
      run: () => togglePanel('inspector'),
    },
    {
      id: 'panels.dock',
      title: 'Show or hide the panels below',
      group: 'Panels',
      keys: ['Alt+P'],
      where: 'page',
      run: () => togglePanel('dock'),
    },
    ...TABS.map(
      (tab): Command => ({
        id: `panels.${tab}`,
        title: `Panel: ${TAB_TITLES[tab]}`,
        group: 'Panels',
        keys: [],
        where: 'page',
        run: () => openTab(tab),
      }),
    ),
    ...(['system', 'light', 'dark'] as const).map(
      (theme): Command => ({
        id: `view.theme-${theme}`,
        title: `Theme: ${THEMES[theme]}`,
        group: 'View',
        keys: [],
        where: 'page',
        run: () => layoutStore.setState({ theme }),
      }),
    ),
    {
      id: 'help.commands',
      title: 'Command palette',
      group: 'Help',
      keys: ['Ctrl+K'],
      where: 'everywhere',
      run: () => showDialog('commands'),
    },
    {
      id: 'help.keys',
      title: 'Keys: see and change them',
      group: 'Help',
      keys: ['?'],
      where: 'page',
      run: () => showDialog('keys'),
    },
    {
      id: 'help.tour',
      title: 'Take the tour: two minutes, ends with a model you trained',
      group: 'Help',
      keys: [],
      where: 'page',
      run: () => void startTour(workspace),
    },
    {
      id: 'help.tour-card',
      title: 'Tour: from its card to what it points to, and back',
      group: 'Help',
      keys: ['F6'],
      where: 'everywhere',
      enabled: () => tourStore.getState().turn !== undefined,
      run: () => tourStore.getState().turn?.(),
    },
  ];
}
