import { render } from 'preact';
import { deferred } from './parts/deferred';
import { watchHome } from './offline/last';
import { keepShell } from './offline/worker';
import { helping, listenToKeys } from './keys/keys';

const HelpDialog = deferred(() => import('./keys/HelpDialog'));

const Extras = () => (helping.value ? <HelpDialog onClose={() => (helping.value = false)} /> : null);

/** What nobody misses at the first sight: keys, and what makes the page work without a network. */
export function startLater(): void {
  listenToKeys();
  watchHome();
  // Where a browser allows no worker, the page needs a network.
  keepShell().catch(() => undefined);
  const box = document.createElement('div');
  document.body.append(box);
  render(<Extras />, box);
}
