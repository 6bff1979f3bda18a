import { useState } from 'preact/hooks';
import { portray } from '../api/account';
import { t } from '../i18n/account';
import { explain } from '../i18n/errors';
import { Avatar } from '../parts/Avatar';
import { Button } from '../parts/Button';
import { deferred } from '../parts/deferred';
import { tell } from '../parts/Toasts';
import { rename, viewer } from '../session/session';

const PortraitDialog = deferred(() => import('./PortraitDialog'));

/** One's own picture, to change or to take away. */
export function Portrait() {
  const [choosing, setChoosing] = useState(false);
  const [busy, setBusy] = useState(false);
  const me = viewer.value;
  if (!me) return null;
  const remove = async () => {
    setBusy(true);
    try {
      rename(await portray(null));
      tell(t('avatar.removed'));
    } catch (error) {
      tell(explain(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div class="portrait">
      <Avatar account={me} size={72} />
      <Button onClick={() => setChoosing(true)}>{t('avatar.change')}</Button>
      {me.avatar_url && (
        <Button look="plain" busy={busy} onClick={() => void remove()}>
          {t('avatar.remove')}
        </Button>
      )}
      {choosing && <PortraitDialog onClose={() => setChoosing(false)} />}
    </div>
  );
}
