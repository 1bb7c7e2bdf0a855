import { packed, parseDocument, serialiseDocument } from '../document';
import { byName, createPersonalPalette, type PersonalPalette, type Published } from '../editor';
import { listModules, removeModule, type StoredModule, saveModule } from '../storage';
import type { Notify } from './notices';

/** Tells the other tabs that the list is another one. */
const CHANNEL = 'wireformer.modules';

export interface KeptPalette extends PersonalPalette {
  /** Reads what is kept, at the start. */
  readonly load: () => Promise<void>;
  /** Looks whether another tab has changed it, where there is anything to look at. */
  readonly refresh: () => Promise<void>;
}

/** The person's modules in this browser's storage; every change can be taken back for as long as its message is shown. */
export function createKeptPalette(notify: Notify, onError: (error: unknown) => void): KeptPalette {
  const { list, ...here } = createPersonalPalette();
  const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(CHANNEL);
  let readable = false;
  const load = async () => {
    const kept = (await listModules()).flatMap(readModule);
    readable = true;
    list.setState({ modules: byName(kept) });
  };
  const refresh = async () => (readable ? load() : undefined);
  if (channel) channel.onmessage = () => void refresh().catch(onError);

  const write = async (work: Promise<void>): Promise<boolean> => {
    try {
      await work;
      channel?.postMessage('');
      return true;
    } catch (error) {
      onError(error);
      return false;
    }
  };
  const put = async (module: Published): Promise<boolean> => {
    const { id, name, pack } = module;
    if (!(await write(saveModule({ id, name, text: serialiseDocument(pack), updated: Date.now() })))) return false;
    here.keep(module);
    return true;
  };
  const drop = async (module: Published): Promise<boolean> => {
    if (!(await write(removeModule(module.id)))) return false;
    here.remove(module);
    return true;
  };
  const undo = (onSelect: () => void, alt: string) => ({ action: { label: 'Undo', alt, onSelect } });
  const keep = async (module: Published) => {
    const old = list.getState().modules.find(({ id }) => id === module.id);
    if (!(await put(module))) return;
    if (!old) notify({ title: `${module.name} is in the palette now, for every document.`, tone: 'good' });
    else if (old.name !== module.name)
      notify({ title: `${old.name} is called ${module.name} now.`, ...undo(() => void put(old), 'Rename it again') });
    else
      notify({
        title: `${module.name} in the palette is another one now.`,
        text: 'Documents that use it keep what they have.',
        ...undo(() => void put(old), 'Publish the other one again'),
      });
  };
  const remove = async (module: Published) => {
    if (!(await drop(module))) return;
    notify({
      title: `${module.name} was taken out of the palette.`,
      text: 'Documents that use it keep it.',
      ...undo(() => void put(module), 'Publish it again from a document that uses it'),
    });
  };
  return { list, load, refresh, keep: (module) => void keep(module), remove: (module) => void remove(module) };
}

/** What is damaged, or of a newer version, stays where it is and is not shown. */
function readModule({ id, name, text }: StoredModule): Published[] {
  const parsed = parseDocument(text);
  return 'problems' in parsed || !packed(parsed.document) ? [] : [{ id, name, pack: parsed.document }];
}
