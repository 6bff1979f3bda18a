import { useEffect, useState } from 'preact/hooks';
import { feeds } from '../api';
import type { Post } from '../api/types';
import { t } from '../i18n';
import { Picture } from '../media/Picture';
import Suggestions from '../people/Suggestions';
import { phase, viewerId } from '../session/session';
import { Hash } from './icons';

const PICTURES = 6;
const TAGS = 5;
const FRESH_MS = 300_000;

interface Looked {
  who: string;
  at: number;
  posts: readonly Post[];
}

let looked: Looked | null = null;

/** Beside what one reads, where there is room: whom to follow, what is popular, which tags are used. */
export default function SideColumn() {
  const posts = useAround();
  return (
    <>
      {phase.value === 'out' ? <Join /> : <Suggestions />}
      <Popular posts={posts} />
      <Tags posts={posts} />
    </>
  );
}

/** The first page of explore, asked for when the screen itself has come to rest, and not again for a while. */
function useAround(): readonly Post[] {
  const who = viewerId.value;
  const [posts, setPosts] = useState<readonly Post[]>(looked?.who === who ? looked.posts : []);
  useEffect(() => {
    if (looked?.who === who && Date.now() - looked.at < FRESH_MS) return;
    let here = true;
    const look = async () => {
      // Nothing that anybody waits for: without an answer the column stays shorter.
      const page = await feeds.explore().catch(() => null);
      if (!page) return;
      looked = { who, at: Date.now(), posts: page.items.map(({ post }) => post).filter(({ labels }) => labels.length === 0) };
      if (here) setPosts(looked.posts);
    };
    const soon = setTimeout(() => void look(), 1_200);
    return () => {
      here = false;
      clearTimeout(soon);
    };
  }, [who]);
  return posts;
}

function Join() {
  return (
    <section class="panel stack">
      <h2>{t('side.join')}</h2>
      <p class="faint">{t('welcome.honest')}</p>
      <div>
        <a class="button primary" href="/sign-up">
          {t('welcome.join')}
        </a>
      </div>
    </section>
  );
}

function Popular({ posts }: { posts: readonly Post[] }) {
  const pictures = posts
    .flatMap((post) => post.media.filter(({ status }) => status === 'ready').slice(0, 1).map((media) => ({ post, media })))
    .slice(0, PICTURES);
  if (pictures.length < 3) return null;
  return (
    <section class="panel side-part" aria-labelledby="side-popular">
      <h2 id="side-popular">{t('side.popular')}</h2>
      <div class="side-pictures">
        {pictures.map(({ post, media }) => (
          <a key={media.id} href={`/p/${post.id}`} aria-label={t('post.by', { name: post.author.name })}>
            <Picture media={media} thumb fill />
          </a>
        ))}
      </div>
      <a class="more-link" href="/explore">
        {t('nav.explore')}
      </a>
    </section>
  );
}

function tagsOf(posts: readonly Post[]): [tag: string, uses: number][] {
  const uses = new Map<string, number>();
  for (const { facets } of posts) {
    const tags = new Set(facets.filter(({ kind }) => kind === 'tag').map(({ value }) => value.toLowerCase()));
    for (const tag of tags) uses.set(tag, (uses.get(tag) ?? 0) + 1);
  }
  return [...uses].sort(([, a], [, b]) => b - a).slice(0, TAGS);
}

function Tags({ posts }: { posts: readonly Post[] }) {
  const tags = tagsOf(posts);
  if (tags.length === 0) return null;
  return (
    <section class="panel side-part" aria-labelledby="side-tags">
      <h2 id="side-tags">{t('side.tags')}</h2>
      <div class="doors">
        {tags.map(([tag, n]) => (
          <a key={tag} class="door" href={`/tags/${encodeURIComponent(tag)}`}>
            <Hash size={18} aria-hidden="true" />
            <span dir="auto">{tag}</span>
            <span class="faint">{t('side.posts', { n })}</span>
          </a>
        ))}
      </div>
    </section>
  );
}
