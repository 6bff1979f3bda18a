import { render } from 'preact';
import { deferred } from './parts/deferred';
import { watchHome } from './offline/last';
import { keepShell } from './offline/worker';
import { helping, listenToKeys } from './keys/keys';

const HelpDialog = deferred(() => import('./keys/HelpDialog'));

const Extras = () => (helping.value ? <HelpDialog onClose={() => (helping.value = false)} /> : null);

/** Until what one came for is here; then what is for another time may be fetched. */
const CALM_MS = 6_000;

function workOffline(): void {
  watchHome();
  // Where a browser allows no worker, the page needs a network.
  keepShell().catch(() => undefined);
}

/** What nobody misses at the first sight: keys, and what makes the page work without a network. */
export function startLater(): void {
  listenToKeys();
  setTimeout(workOffline, CALM_MS);
  const box = document.createElement('div');
  document.body.append(box);
  render(<Extras />, box);
}
