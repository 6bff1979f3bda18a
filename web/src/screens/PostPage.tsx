import { useEffect } from 'preact/hooks';
import { posts } from '../api';
import type { Post } from '../api/types';
import { PostCard } from '../feed/PostCard';
import { t } from '../i18n';
import { useLoaded } from '../loading';
import { ArrowLeft } from '../parts/icons';
import { Failure, PostSkeletons } from '../parts/States';
import { Screen } from '../parts/Screen';
import { navigate } from '../routing/router';
import { pause, visible } from '../timing';

export default function PostPage({ id }: { id: string }) {
  const { value: post, error, reload, set } = useLoaded<Post>(`post:${id}`, () => posts.read(id));
  useUntilPublished(post, set);
  return (
    <Screen title={post ? t('post.by', { name: post.author.name }) : t('post.title')} bare>
      <a class="back" href="/">
        <ArrowLeft size={18} aria-hidden="true" /> {t('nav.home')}
      </a>
      {post ? (
        <PostCard post={post} eager onDeleted={() => navigate('/', { replace: true })} />
      ) : error ? (
        <Failure error={error} onRetry={reload} />
      ) : (
        <PostSkeletons count={1} />
      )}
    </Screen>
  );
}

/** A post that waits for its pictures is looked at again until it is out. */
function useUntilPublished(post: Post | null, set: (post: Post) => void): void {
  const waiting = post?.status === 'pending' ? post.id : null;
  useEffect(() => {
    if (waiting === null) return;
    const leaving = new AbortController();
    const look = async () => {
      for (let wait = 1_000; ; wait = Math.min(15_000, wait * 1.5)) {
        await pause(wait, leaving.signal);
        await visible(leaving.signal);
        const now = await posts.read(waiting, leaving.signal).catch(() => null);
        leaving.signal.throwIfAborted();
        if (now) set(now);
        if (now && now.status !== 'pending') return;
      }
    };
    // Ends with the abort when the screen is left.
    look().catch(() => undefined);
    return () => leaving.abort();
  }, [waiting]);
}
