import { t } from '../i18n/feel';
import { tell } from '../parts/Toasts';
import { scriptAddress } from '../trusted';

const LOOK_EVERY_MS = 3_600_000;
const OFFER_MS = 30_000;

/** Have the shell kept for a time without a network, and tell when there is a newer one. */
export async function keepShell(): Promise<void> {
  const { serviceWorker } = navigator as { serviceWorker?: ServiceWorkerContainer };
  if (!import.meta.env.PROD || !serviceWorker) return;
  const registration = await serviceWorker.register(scriptAddress('/sw.js'), { updateViaCache: 'none' });
  const offer = () => {
    // Without a worker before it, it is the first visit and nothing is new.
    if (registration.waiting && serviceWorker.controller) tell(t('version.new'), { label: t('version.take'), act: () => take(registration) }, OFFER_MS);
  };
  offer();
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', offer));
  setInterval(() => void registration.update().catch(() => undefined), LOOK_EVERY_MS);
}

/** The new worker takes over, then the page is loaded with it. What was typed is kept, as in any reload. */
function take(registration: ServiceWorkerRegistration): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  registration.waiting?.postMessage('take over');
}
