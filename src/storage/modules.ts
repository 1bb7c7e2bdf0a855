import { ProblemError, problem } from '../problem';
import { type StoredModule, withDatabase } from './database';

/** Modules that a palette can still be gone through with. */
export const MODULES_KEPT = 200;
/** Characters of one: far above what a person draws. */
export const MODULE_CHARACTERS = 2_000_000;

/** The person's own modules. */
export const listModules = (): Promise<readonly StoredModule[]> =>
  withDatabase((database) => database.getAll('modules'));

/** Keeps a module, in the place of the one with its id. */
export const saveModule = (module: StoredModule): Promise<void> =>
  withDatabase(async (database) => {
    if (module.text.length > MODULE_CHARACTERS)
      throw tooMuch(
        `a module of at most ${MODULE_CHARACTERS} characters`,
        `${module.text.length}`,
        'Publish a smaller one.',
      );
    const transaction = database.transaction('modules', 'readwrite');
    const known = await transaction.store.getKey(module.id);
    const count = await transaction.store.count();
    const room = known !== undefined || count < MODULES_KEPT;
    if (room) await transaction.store.put(module);
    await transaction.done;
    if (!room)
      throw tooMuch(
        `at most ${MODULES_KEPT} modules of your own`,
        `${count + 1}`,
        'Remove one from the palette first.',
      );
  });

export const removeModule = (id: string): Promise<void> => withDatabase((database) => database.delete('modules', id));

const tooMuch = (expected: string, received: string, fix: string): ProblemError =>
  new ProblemError([problem({ code: 'module/publish', at: {}, expected, received, fix })]);
