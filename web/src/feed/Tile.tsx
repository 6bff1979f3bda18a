import type { Post } from '../api/types';
import { compact, t } from '../i18n';
import { OriginMark } from '../media/OriginMark';
import { Picture, ratioOf } from '../media/Picture';
import { Avatar } from '../parts/Avatar';
import { KindBadge } from '../parts/Byline';
import { EyeOff, GitFork, Heart, Images, TrendingUp } from '../parts/icons';
import { remixHref } from '../remix/href';
import { remixable } from '../remix/policy';
import { labelNames } from '../safety/labels';
import { useCovered } from '../safety/preferences';
import { PostText } from './PostText';
import { usePlaceInFeed } from './slot';

/** A post as one tile of a wall: its first picture, or its words. */
export function Tile({ post, eager = false, trending = false }: { post: Post; eager?: boolean; trending?: boolean }) {
  const first = post.media[0];
  const covered = useCovered(post.labels);
  const picture = covered ? undefined : remixable(post);
  // Very tall and very wide pictures are shown in part, so that the wall keeps its rhythm.
  const ratio = first ? Math.min(2.4, Math.max(0.62, ratioOf(first))) : 1.25;
  return (
    <article class="tile" tabIndex={-1} {...usePlaceInFeed()} style={{ '--ratio': ratio }} aria-label={t('post.by', { name: post.author.name })}>
      <a class="tile-link" href={`/p/${post.id}`}>
        {covered ? (
          <div class="tile-text faint" style={{ aspectRatio: String(ratio) }}>
            <span>
              <EyeOff size={18} aria-hidden="true" /> {labelNames(covered)}
            </span>
          </div>
        ) : first ? (
          <Picture media={first} ratio={ratio} thumb eager={eager} />
        ) : (
          <div class="tile-text" style={{ aspectRatio: String(ratio) }}>
            <PostText text={post.text} facets={[]} />
          </div>
        )}
        {post.media.length > 1 && (
          <span class="tile-count" aria-hidden="true">
            <Images size={15} /> {post.media.length}
          </span>
        )}
        {trending && (
          <span class="tile-count trending">
            <TrendingUp size={15} aria-hidden="true" /> {t('explore.trending')}
          </span>
        )}
      </a>
      <div class="tile-foot">
        <a href={`/@${post.author.handle}`} class="tile-author">
          <Avatar account={post.author} size={24} />
          <bdi>{post.author.name || post.author.handle}</bdi>
        </a>
        <KindBadge kind={post.author.kind} />
        {post.counts.likes > 0 && (
          <span class="tile-likes faint">
            <Heart size={14} aria-hidden="true" /> {compact(post.counts.likes)} <span class="hidden">{t('explore.likes')}</span>
          </span>
        )}
        {picture && (
          <a class="tile-remix" href={remixHref(picture.id, post.id)} aria-label={t('act.remix')} title={t('act.remix')}>
            <GitFork size={15} aria-hidden="true" />
          </a>
        )}
        <OriginMark post={post} />
      </div>
    </article>
  );
}
