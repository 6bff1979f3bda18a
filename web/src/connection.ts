import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

/** Whether the browser has a network at all. */
export const online = signal(navigator.onLine);
addEventListener('online', () => (online.value = true));
addEventListener('offline', () => (online.value = false));

/** A network that was just found carries nothing for a moment. */
const SETTLING_MS = 400;

/**
 * Calls `again` when the network is back, as long as `wanted`. `lost`: it failed for want of a network, which may be
 * back before anybody listens for that.
 */
export function useReturn(wanted: boolean, lost: boolean, again: () => void): void {
  const latest = useRef(again);
  latest.current = again;
  useEffect(() => {
    if (!wanted) return;
    let timer = 0;
    const back = () => {
      clearTimeout(timer);
      timer = window.setTimeout(() => latest.current(), SETTLING_MS);
    };
    addEventListener('online', back);
    if (lost && online.value) back();
    return () => {
      clearTimeout(timer);
      removeEventListener('online', back);
    };
  }, [wanted, lost]);
}
