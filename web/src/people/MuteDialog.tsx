import { useState } from 'preact/hooks';
import { accounts } from '../api';
import type { Author } from '../api/types';
import { dropAuthor } from '../feed/changes';
import { t } from '../i18n';
import { explain } from '../i18n/errors';
import { Button } from '../parts/Button';
import { Dialog } from '../parts/Dialog';
import { Choice } from '../parts/Field';
import { useSending } from '../parts/sending';
import { Notice } from '../parts/States';
import { tell } from '../parts/Toasts';
import { endOf, SPANS } from './spans';

interface Props {
  account: Pick<Author, 'id' | 'handle' | 'name'>;
  onClose: () => void;
  onDone?: (muting: boolean) => void;
}

export default function MuteDialog({ account, onClose, onDone }: Props) {
  const [days, setDays] = useState<number | null>(7);
  const who = { name: `@${account.handle}` };
  const unmute = async () => {
    try {
      await accounts.unmute(account.handle);
      onDone?.(false);
    } catch (failure) {
      tell(explain(failure));
    }
  };
  const { busy, error, submit } = useSending(async () => {
    await accounts.mute(account.handle, endOf(days));
    dropAuthor(account.id);
    tell(t('mute.done', who), { label: t('app.undo'), act: () => void unmute() });
    onClose();
    onDone?.(true);
  });
  return (
    <Dialog title={t('mute.title', who)} onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        <p>{t('mute.text')}</p>
        <Choice
          legend={t('mute.howLong')}
          name="mute-span"
          value={String(days)}
          onChange={(value) => setDays(value === 'null' ? null : Number(value))}
          options={SPANS.map((span) => ({ value: String(span.days), label: t(span.label) }))}
        />
        <Notice error={error} resend />
        <div class="dialog-actions">
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button look="primary" type="submit" busy={busy}>
            {t('mute.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
