import { useStore } from 'zustand';
import { type ChosenKeys, createKeyMap, parseKeys, showKeys } from '../../editor';
import { keepChoice, readChoice } from '../../storage';

const KEY = 'wireformer.keys';

/** The keys a person has chosen, kept in this browser. */
export const keyStore = createKeyMap(parseKeys(readChoice(KEY)));

keyStore.subscribe(({ chosen }) => keepChoice(KEY, showKeys(chosen)));

export const useKeyMap = (): ChosenKeys => useStore(keyStore, (state) => state.chosen);
