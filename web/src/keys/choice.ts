import { signal } from '@preact/signals';

const CHOICE = 'imagora.keys';

/** Whether single letters do something: who speaks to the machine, or often hits keys unawares, turns them off. */
export const singleKeys = signal(localStorage.getItem(CHOICE) !== 'off');

export function chooseKeys(on: boolean): void {
  singleKeys.value = on;
  if (on) localStorage.removeItem(CHOICE);
  else localStorage.setItem(CHOICE, 'off');
}
