import { feeds } from '../api';
import type { FeedItem } from '../api/types';
import { useList } from '../feed/pages';
import { t } from '../i18n';
import { Picture, ratioOf } from '../media/Picture';
import { Screen } from '../parts/Screen';

export default function Welcome() {
  return (
    <Screen title="Imagora" width="wide" bare>
      <div class="welcome">
        <section class="welcome-words">
          <h2>{t('welcome.title')}</h2>
          <p>{t('welcome.text')}</p>
          <div class="state-actions">
            <a class="button primary large" href="/sign-up">
              {t('welcome.join')}
            </a>
            <a class="button quiet large" href="/explore">
              {t('welcome.look')}
            </a>
          </div>
          <p class="faint">{t('welcome.honest')}</p>
        </section>
        <Recent />
      </div>
    </Screen>
  );
}

const MOST = 12;

/** What was made here lately; a calm nothing where there is none. */
function Recent() {
  const list = useList<FeedItem>('explore', feeds.explore, (item) => item.post.id);
  const pictures = list.items.value.flatMap(({ post }) =>
    post.media.filter((media) => media.status === 'ready').slice(0, 1).map((media) => ({ post, media })),
  );
  if (pictures.length === 0) return <div class="welcome-wall" aria-hidden="true" />;
  return (
    <section class="welcome-wall" aria-label={t('welcome.recent')}>
      {pictures.slice(0, MOST).map(({ post, media }) => {
        const ratio = Math.min(2, Math.max(0.66, ratioOf(media)));
        return (
          <a key={media.id} href={`/p/${post.id}`} class="tile" style={{ '--ratio': ratio }}>
            <Picture media={media} ratio={ratio} thumb eager />
          </a>
        );
      })}
    </section>
  );
}
