import { useState } from 'preact/hooks';
import { posts } from '../../api';
import { isTombstone, type Case, type Thread } from '../../api/types';
import { Gone } from '../../feed/QuotedPost';
import { PostText } from '../../feed/PostText';
import { ago, t } from '../../i18n/trust';
import { useLoaded } from '../../loading';
import { OriginMark } from '../../media/OriginMark';
import { Avatar } from '../../parts/Avatar';
import { Button } from '../../parts/Button';
import { Byline } from '../../parts/Byline';
import { Eye, EyeOff } from '../../parts/icons';

type Shown = Case['evidence'];

/** What a case is about: words, pictures covered until they are opened, the conversation around them. */
export function Evidence({ evidence, onReload }: { evidence: Shown; onReload: () => void }) {
  const { post, account, media, text } = evidence;
  const empty = !post && !account && media.length === 0 && !text;
  return (
    <section class="panel stack" aria-labelledby="evidence">
      <h2 id="evidence">{t('case.evidence')}</h2>
      {empty && <p class="faint">{t('case.noEvidence')}</p>}
      {text && (
        <div class="said">
          <h3>{t('case.refusedText')}</h3>
          <blockquote dir="auto">{text}</blockquote>
        </div>
      )}
      {post && (
        <article class="exhibit" aria-label={t('post.by', { name: post.author.name })}>
          <p class="exhibit-head">
            <Avatar account={post.author} size={32} />
            <Byline author={post.author} />
            <a class="faint" href={`/p/${post.id}`}>
              {ago(post.created_at)}
            </a>
          </p>
          <PostText text={post.text} facets={post.facets} />
          <OriginMark post={post} />
        </article>
      )}
      {account && (
        <article class="exhibit">
          <p class="exhibit-head">
            <Avatar account={account} size={44} />
            <Byline author={account} />
          </p>
          {account.bio && <p dir="auto">{account.bio}</p>}
        </article>
      )}
      {media.length > 0 && (
        <div class="exhibits">
          {media.map((picture) => (
            <Covered key={picture.id} picture={picture} onReload={onReload} />
          ))}
        </div>
      )}
      {post?.reply_to && <Around id={post.id} />}
    </section>
  );
}

/** Blurred until it is opened; its link lives for a minute only where the picture isn't public. */
function Covered({ picture, onReload }: { picture: Shown['media'][number]; onReload: () => void }) {
  const [open, setOpen] = useState(false);
  const [failed, setFailed] = useState(false);
  if (failed) {
    return (
      <div class="covered-picture failed">
        <p class="faint">{t('case.pictureGone')}</p>
        <Button onClick={onReload}>{t('app.retry')}</Button>
      </div>
    );
  }
  return (
    <figure class="covered-picture" data-open={open ? '' : undefined}>
      <div class="covered-frame">
        <img src={picture.url} alt={open ? picture.alt || t('media.noAlt') : t('case.covered')} onError={() => setFailed(true)} />
        <Button aria-pressed={open} onClick={() => setOpen(!open)}>
          {open ? <EyeOff size={18} aria-hidden="true" /> : <Eye size={18} aria-hidden="true" />} {t(open ? 'case.cover' : 'case.reveal')}
        </Button>
      </div>
      <figcaption class="faint">
        {picture.status !== 'ready' && <span class="badge">{t(`media.${picture.status}`)}</span>}
        <span dir="auto">{picture.alt || t('media.noAlt')}</span>
      </figcaption>
    </figure>
  );
}

/** What the post answers: irony is judged in its conversation. */
function Around({ id }: { id: string }) {
  const { value } = useLoaded<Thread>(`around:${id}`, () => posts.thread(id));
  if (!value) return null;
  return (
    <details class="fold">
      <summary>{t('case.thread')}</summary>
      <ol class="around">
        {value.ancestors.map((post) => (
          <li key={post.id}>
            {isTombstone(post) ? (
              <Gone kind={post.tombstone} />
            ) : (
              <>
                <Byline author={post.author} />
                <PostText text={post.text} facets={[]} />
              </>
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}
