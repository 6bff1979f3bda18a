import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

/** Where an item stands in its feed: `at` counts from one; `of` is -1 while there may be more. */
interface Slot {
  at: number;
  of: number;
}

export const SlotContext = createContext<Slot | null>(null);

/** What an article in a feed says of its place, though only those near the window are in the page. */
export function usePlaceInFeed(): { 'aria-posinset'?: number; 'aria-setsize'?: number } {
  const slot = useContext(SlotContext);
  return slot ? { 'aria-posinset': slot.at, 'aria-setsize': slot.of } : {};
}
