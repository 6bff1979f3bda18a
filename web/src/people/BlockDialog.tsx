import { useState } from 'preact/hooks';
import { accounts } from '../api';
import type { Author } from '../api/types';
import { dropAuthor } from '../feed/changes';
import { t } from '../i18n';
import { Button } from '../parts/Button';
import { Dialog } from '../parts/Dialog';
import { Notice } from '../parts/States';
import { tell } from '../parts/Toasts';

interface Props {
  account: Pick<Author, 'id' | 'handle' | 'name'>;
  onClose: () => void;
  onDone?: () => void;
}

export default function BlockDialog({ account, onClose, onDone }: Props) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const who = { name: `@${account.handle}` };
  const block = async () => {
    setBusy(true);
    try {
      await accounts.block(account.handle);
      dropAuthor(account.id);
      tell(t('block.done', who));
      onClose();
      onDone?.();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <Dialog title={t('block.title', who)} onClose={onClose}>
      <p>{t('block.text')}</p>
      <Notice error={error} />
      <div class="dialog-actions">
        <Button onClick={onClose}>{t('app.cancel')}</Button>
        <Button look="danger" busy={busy} onClick={block}>
          {t('block.submit')}
        </Button>
      </div>
    </Dialog>
  );
}
