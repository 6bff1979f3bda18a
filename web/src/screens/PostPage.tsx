import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { posts } from '../api';
import { isTombstone, type Post, type Reply, type Tombstone } from '../api/types';
import { FeedList } from '../feed/FeedList';
import { PostCard } from '../feed/PostCard';
import { Gone } from '../feed/QuotedPost';
import { ReplyCard } from '../feed/ReplyCard';
import { ReplyDoor } from '../feed/ReplyDoor';
import { Tallies } from '../feed/Tallies';
import { useThread, type ThreadView } from '../feed/thread';
import { t } from '../i18n';
import { BackLink } from '../parts/BackLink';
import { Failure, PostSkeletons } from '../parts/States';
import { Screen } from '../parts/Screen';
import { navigate, place } from '../routing/router';
import { viewerId } from '../session/session';
import { pause, visible } from '../timing';

/** A post, what it answers above it, what answers it below. */
export default function PostPage({ id }: { id: string }) {
  const thread = useThread(id, viewerId.value);
  const head = thread.head.value;
  const post = head?.post;
  const title = post && !isTombstone(post) ? t('post.by', { name: post.author.name }) : t('post.title');
  return (
    <Screen title={title} bare side>
      <BackLink />
      {head ? (
        <>
          {head.ancestors.length > 0 && (
            <div class="ancestors">
              {head.ancestors.map((ancestor) => (
                <Ancestor key={ancestor.id} post={ancestor} />
              ))}
            </div>
          )}
          {isTombstone(head.post) ? <Gone kind={head.post.tombstone} /> : <Focus post={head.post} thread={thread} below={head.ancestors.length} />}
        </>
      ) : thread.replies.state.value === 'failed' ? (
        <Failure error={thread.replies.error.value} onRetry={() => void thread.replies.reload()} />
      ) : (
        <PostSkeletons count={1} />
      )}
    </Screen>
  );
}

function Ancestor({ post }: { post: Post | Tombstone }) {
  return isTombstone(post) ? (
    <div class="post linked">
      <Gone kind={post.tombstone} />
    </div>
  ) : (
    <PostCard post={post} look="linked" />
  );
}

function Focus({ post, thread, below }: { post: Post; thread: ThreadView; below: number }) {
  const place = useArrival(below);
  useUntilPublished(post, thread);
  const leave = () => navigate(post.reply_to ? `/p/${post.reply_to}` : '/', { replace: true });
  return (
    <>
      <div ref={place} class="arrival">
        <PostCard post={post} look="focal" eager onDeleted={leave}>
          <Tallies post={post} />
        </PostCard>
      </div>
      {post.status === 'published' && (
        <>
          <ReplyDoor key={post.id} post={post} onDone={(reply) => thread.add(reply)} />
          <section aria-label={t('thread.replies')}>
            <FeedList list={thread.replies} empty={<p class="faint thread-end">{t('thread.none')}</p>} quietEnd>
              {(reply: Reply) => <ReplyCard key={reply.post.id} reply={reply} root={post} list={thread.replies} />}
            </FeedList>
          </section>
        </>
      )}
    </>
  );
}

/** Who comes by a link sees the post that the page is about first; what it answers is a scroll away. */
function useArrival(below: number) {
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (below > 0 && place.value.by !== 'pop') element.current?.scrollIntoView({ block: 'start' });
  }, []);
  return element;
}

/** A post that waits for its pictures is looked at again until it is out. */
function useUntilPublished(post: Post, thread: ThreadView): void {
  const waiting = post.status === 'pending' ? post.id : null;
  useEffect(() => {
    if (waiting === null) return;
    const leaving = new AbortController();
    const look = async () => {
      for (let wait = 1_000; ; wait = Math.min(15_000, wait * 1.5)) {
        await pause(wait, leaving.signal);
        await visible(leaving.signal);
        const now = await posts.read(waiting, leaving.signal).catch(() => null);
        leaving.signal.throwIfAborted();
        if (now && now.status !== 'pending') return void thread.replies.reload();
      }
    };
    // Ends with the abort when the screen is left.
    look().catch(() => undefined);
    return () => leaving.abort();
  }, [waiting]);
}
