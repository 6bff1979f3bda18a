import { isTombstone, type Post, type Tombstone } from '../api/types';
import { ago, t } from '../i18n';
import { OriginMark } from '../media/OriginMark';
import { Picture, ratioOf } from '../media/Picture';
import { Avatar } from '../parts/Avatar';
import { KindBadge } from '../parts/Byline';
import { labelNames } from '../safety/labels';
import { useCovered } from '../safety/preferences';
import { PostText } from './PostText';

/** A quoted picture is never taller than this shape: it is a look, and the whole is one press away. */
const LEAST_RATIO = 1.5;

/** The post that another one quotes: small, and whole once opened. */
export function QuotedPost({ quote }: { quote: Post | Tombstone }) {
  return isTombstone(quote) ? <Gone kind={quote.tombstone} /> : <Quoted quote={quote} />;
}

function Quoted({ quote }: { quote: Post }) {
  const { author, media } = quote;
  const covered = useCovered(quote.labels);
  return (
    <article class="quoted" aria-label={t('post.by', { name: author.name })}>
      <p class="quoted-head">
        <Avatar account={author} size={22} />
        <a class="quoted-open" href={`/p/${quote.id}`}>
          <bdi class="name">{author.name || author.handle}</bdi>
        </a>
        <KindBadge kind={author.kind} />
        <span class="faint">@{author.handle}</span>
        <span class="faint">{ago(quote.created_at)}</span>
      </p>
      {covered ? <p class="faint">{t('label.covered')}: {labelNames(covered)}</p> : <PostText text={quote.text} facets={[]} />}
      {!covered && media.length > 0 && (
        <div class="quoted-pictures">
          {media.map((item) => (
            <Picture key={item.id} media={item} thumb ratio={media.length === 1 ? Math.max(LEAST_RATIO, ratioOf(item)) : 1} />
          ))}
        </div>
      )}
      {quote.quote && <p class="faint">{t('post.quotesOn')}</p>}
      <OriginMark post={quote} />
    </article>
  );
}

/** In the place of a post that is not there for the reader. */
export function Gone({ kind }: { kind: Tombstone['tombstone'] }) {
  return <p class="gone">{t(`post.${kind === 'deleted' ? 'goneDeleted' : 'goneUnavailable'}`)}</p>;
}
