import { useStore } from 'zustand';
import { type ChosenKeys, createKeyMap, parseKeys, showKeys } from '../../editor';

const KEY = 'wireformer.keys';

/** The keys a person has chosen, kept in this browser. */
export const keyStore = createKeyMap(parseKeys(localStorage.getItem(KEY)));

keyStore.subscribe(({ chosen }) => localStorage.setItem(KEY, showKeys(chosen)));

export const useKeyMap = (): ChosenKeys => useStore(keyStore, (state) => state.chosen);
