import { posts } from '../api';
import type { Post } from '../api/types';
import { t } from '../i18n';
import { Button } from '../parts/Button';
import { Dialog } from '../parts/Dialog';
import { useSending } from '../parts/sending';
import { Notice } from '../parts/States';
import { tell } from '../parts/Toasts';
import { dropPost } from './changes';

interface Props {
  post: Post;
  onClose: () => void;
  onDeleted?: (() => void) | undefined;
}

export default function DeletePost({ post, onClose, onDeleted }: Props) {
  const { busy, error, submit: remove } = useSending(async () => {
    await posts.remove(post.id);
    onClose();
    dropPost(post.id);
    tell(t('post.deleted'));
    onDeleted?.();
  });
  return (
    <Dialog title={t('post.deleteTitle')} onClose={onClose}>
      <p>{t('post.deleteText')}</p>
      <Notice error={error} />
      <div class="dialog-actions">
        <Button onClick={onClose}>{t('app.cancel')}</Button>
        <Button look="danger" busy={busy} onClick={remove}>
          {t('post.delete')}
        </Button>
      </div>
    </Dialog>
  );
}
