import { feeds } from '../api';
import type { FeedItem } from '../api/types';
import { useList } from '../feed/pages';
import { t } from '../i18n';
import { Picture } from '../media/Picture';
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

/** As many as the mosaic has places. */
const PLACES = 7;
/** Those with room for more than a small rendition. */
const WIDE: ReadonlySet<number> = new Set([0, 4]);

/** Holds the place of the pictures, so that nothing moves when they come. */
const Coming = () => (
  <div class="welcome-wall" data-full="" aria-hidden="true">
    {Array.from({ length: PLACES }, (_, at) => (
      <span class="bone" key={at} />
    ))}
  </div>
);

/** What was made here lately; a calm nothing where there is none. */
function Recent() {
  const list = useList<FeedItem>('explore', feeds.explore, (item) => item.post.id);
  const pictures = list.items.value.flatMap(({ post }) =>
    post.media.filter((media) => media.status === 'ready').slice(0, 1).map((media) => ({ post, media })),
  );
  if (pictures.length === 0) {
    const known = list.state.value === 'ready' || list.state.value === 'failed';
    return known ? <div class="welcome-wall" aria-hidden="true" /> : <Coming />;
  }
  return (
    <section class="welcome-wall" data-full={pictures.length >= PLACES ? '' : undefined} aria-label={t('welcome.recent')}>
      {pictures.slice(0, PLACES).map(({ post, media }, at) => (
        <a key={media.id} href={`/p/${post.id}`}>
          <Picture media={media} thumb={!WIDE.has(at)} sizes={WIDE.has(at) ? '(min-width: 64rem) 34vw, 66vw' : undefined} eager={at === 0} fill />
        </a>
      ))}
    </section>
  );
}
