import { accounts } from '../api';
import type { Author } from '../api/types';
import { dropAuthor } from '../feed/changes';
import { t } from '../i18n';
import { Button } from '../parts/Button';
import { Dialog } from '../parts/Dialog';
import { useSending } from '../parts/sending';
import { Notice } from '../parts/States';
import { tell } from '../parts/Toasts';

interface Props {
  account: Pick<Author, 'id' | 'handle' | 'name'>;
  onClose: () => void;
  onDone?: () => void;
}

export default function BlockDialog({ account, onClose, onDone }: Props) {
  const who = { name: `@${account.handle}` };
  const { busy, error, submit: block } = useSending(async () => {
    await accounts.block(account.handle);
    dropAuthor(account.id);
    tell(t('block.done', who));
    onClose();
    onDone?.();
  });
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
