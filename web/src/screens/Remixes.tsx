import { pictures } from '../api/creation';
import type { Remix } from '../api/types';
import { FeedList } from '../feed/FeedList';
import { useList } from '../feed/pages';
import { ago, moment, t } from '../i18n/studio';
import { useLoaded } from '../loading';
import { Picture, ratioOf } from '../media/Picture';
import { Avatar } from '../parts/Avatar';
import { BackLink } from '../parts/BackLink';
import { EyeOff, GitFork } from '../parts/icons';
import { Empty, Failure } from '../parts/States';
import { Screen } from '../parts/Screen';
import { remixHref } from '../remix/href';
import { findOriginal, type Found } from '../remix/original';
import { mayRemix } from '../remix/policy';
import { place } from '../routing/router';
import { labelNames } from '../safety/labels';
import { useCovered } from '../safety/preferences';

/** The tree of remixes of a picture: the original, and under it what was made from it, at whatever remove. */
export default function Remixes({ id }: { id: string }) {
  const post = new URLSearchParams(place.value.search).get('from') ?? undefined;
  const { value: original, error } = useLoaded<Found>(`original:${id}`, () => findOriginal({ id, ...(post && { post }) }));
  const list = useList<Remix>(`remixes:${id}`, (cursor) => pictures.remixes(id, cursor), (one) => one.id);
  const shown = new Map(list.items.value.map((one) => [one.id, one]));
  if (error && list.state.value === 'failed') {
    return (
      <Screen title={t('remix.treeTitle')} bare>
        <BackLink />
        <Failure error={list.error.value} onRetry={() => void list.reload()} />
      </Screen>
    );
  }
  return (
    <Screen title={t('remix.treeTitle')} text={t('remix.treeText')} before={<BackLink />}>
      <div class="root-picture">
        {original ? (
          <>
            <Picture media={original.media} ratio={ratioOf(original.media)} eager />
            <div class="root-words">
              <p>
                <strong>{t('remix.original')}</strong>
                {original.author && (
                  <>
                    {' · '}
                    <a href={`/p/${post}`}>@{original.author.handle}</a>
                  </>
                )}
              </p>
              {original.media.alt && (
                <p class="faint" dir="auto">
                  {original.media.alt}
                </p>
              )}
              {(original.author ? mayRemix(original.media, original.author) : original.media.remix_policy !== 'nobody') && (
                <a class="button quiet" href={remixHref(id, post)}>
                  <GitFork size={18} aria-hidden="true" /> {t('remix.variation')}
                </a>
              )}
            </div>
          </>
        ) : (
          <p class="gone">{t('remix.hidden')}</p>
        )}
      </div>
      <FeedList list={list} class="tree" quietEnd empty={<Empty title={t('remix.none')} text={t('remix.noneText')} />}>
        {(one) => <Branch key={one.id} remix={one} parent={shown.get(one.remix_of)} />}
      </FeedList>
    </Screen>
  );
}

/** One remix; `parent` is the one among those shown that it was made from. */
function Branch({ remix, parent }: { remix: Remix; parent: Remix | undefined }) {
  const { media, depth, post } = remix;
  const { author, created_at: at } = post;
  const covered = useCovered(post.labels);
  return (
    <article class="branch">
      <a class="branch-picture" href={`/p/${post.id}`} aria-label={media.alt || t('media.noAlt')}>
        {covered ? (
          <span class="branch-covered faint">
            <EyeOff size={18} aria-hidden="true" /> {labelNames(covered)}
          </span>
        ) : (
          <Picture media={media} thumb ratio={1} />
        )}
      </a>
      <div class="branch-words">
        <p class="branch-author">
          <Avatar account={author} size={26} />
          <a href={`/@${author.handle}`}>
            <bdi>{author.name || author.handle}</bdi>
          </a>
          <span class="faint">@{author.handle}</span>
        </p>
        <p class="faint with-icon">
          <GitFork size={14} aria-hidden="true" /> <span>
            {parent ? t('remix.from', { name: `@${parent.post.author.handle}` }) : t('remix.step', { n: depth })}
            {' · '}
            <time dateTime={at} title={moment(at)}>
              {ago(at)}
            </time>
          </span>
        </p>
        {media.alt && (
          <p class="faint branch-alt" dir="auto">
            {media.alt}
          </p>
        )}
      </div>
    </article>
  );
}
