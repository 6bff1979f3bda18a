import type { Post } from '../api/types';
import { changePost } from '../feed/changes';
import { rememberPublished } from '../feed/published';
import { t } from '../i18n';
import { Dialog } from '../parts/Dialog';
import { tell } from '../parts/Toasts';
import { Composer } from './Composer';
import { draftAbout } from './draft';

export default function QuoteDialog({ post, onClose }: { post: Post; onClose: () => void }) {
  const done = (made: Post) => {
    rememberPublished(made);
    changePost(post.id, (shown) => ({ ...shown, counts: { ...shown.counts, quotes: shown.counts.quotes + 1 } }));
    const text = t(made.status === 'published' ? 'compose.posted' : 'compose.pendingPosted');
    tell(text, { href: `/p/${made.id}`, label: t('post.title') });
    onClose();
  };
  return (
    <Dialog title={t('act.quote')} onClose={onClose}>
      <Composer writing={draftAbout('quote', post.id)} about={{ kind: 'quote', post }} onDone={done} />
    </Dialog>
  );
}
