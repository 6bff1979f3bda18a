import { authority } from '../api';
import { t } from '../i18n';
import { Dialog } from '../parts/Dialog';
import { SignInForm } from './SignInForm';
import { leave, viewer } from './session';

/** The session ended in the middle of something: sign in over it, and it goes on. */
export function SessionEnded() {
  if (!authority.asking.value) return null;
  return (
    <Dialog title={t('signIn.again')} onClose={leave}>
      <p>{t('signIn.againText')}</p>
      <SignInForm email={viewer.value?.email} onDone={() => undefined} />
      <button type="button" class="link" onClick={leave}>
        {t('signIn.other')}
      </button>
    </Dialog>
  );
}
