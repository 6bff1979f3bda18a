import { useState } from 'preact/hooks';
import { t } from '../i18n/account';
import { Button } from '../parts/Button';
import { Dialog } from '../parts/Dialog';
import { LogOut } from '../parts/icons';
import { navigate } from '../routing/router';
import { signOut, viewer } from './session';
import { hasUnsent } from './unsent';

/** Leaves nothing of the person on this machine; asked first where that would be something that was typed. */
export function SignOut() {
  const [leaving, setLeaving] = useState(false);
  const [asking, setAsking] = useState(false);
  const leave = async () => {
    setLeaving(true);
    // Signed out here whatever the server answers.
    await signOut().catch(() => undefined);
    navigate('/', { replace: true });
  };
  return (
    <section class="panel stack">
      <h2>{t('settings.session')}</h2>
      <p class="faint">{t('settings.signedInAs', { email: viewer.value?.email ?? '…' })}</p>
      <div>
        <Button class="sign-out" busy={leaving} onClick={() => (hasUnsent() ? setAsking(true) : void leave())}>
          <LogOut size={18} aria-hidden="true" /> {t('settings.signOut')}
        </Button>
      </div>
      {asking && (
        <Dialog title={t('leave.title')} onClose={() => setAsking(false)}>
          <p>{t('leave.text')}</p>
          <div class="dialog-actions">
            <Button onClick={() => setAsking(false)}>{t('leave.stay')}</Button>
            <Button look="danger" busy={leaving} onClick={leave}>
              {t('leave.submit')}
            </Button>
          </div>
        </Dialog>
      )}
    </section>
  );
}
