import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Problem, search } from '../api';
import type { FoundTag, Page, Post } from '../api/types';
import { FeedList } from '../feed/FeedList';
import { useList } from '../feed/pages';
import { PostCard } from '../feed/PostCard';
import { t } from '../i18n';
import { Hash, Search as SearchIcon } from '../parts/icons';
import { roomy } from '../parts/roomy';
import { Empty } from '../parts/States';
import { Screen } from '../parts/Screen';
import { TabLinks } from '../parts/TabLinks';
import { AccountList, PeopleSkeletons } from '../people/AccountList';
import Suggestions from '../people/Suggestions';
import { navigate, place } from '../routing/router';
import { isolated } from '../text';

const KINDS = ['posts', 'accounts', 'tags'] as const;
type Kind = (typeof KINDS)[number];

/** How long one must have stopped typing before the search runs. */
const PATIENCE_MS = 350;

const address = (q: string, kind: Kind) => `/search?${new URLSearchParams({ ...(q && { q }), type: kind })}`;

export default function Search() {
  const query = new URLSearchParams(place.value.search);
  const q = query.get('q')?.trim() ?? '';
  const kind = KINDS.find((name) => name === query.get('type')) ?? 'posts';
  return (
    <Screen title={t('nav.search')} bare side>
      <SearchBox q={q} kind={kind} />
      <TabLinks label={t('nav.search')} current={kind} tabs={KINDS.map((name) => ({ name, href: address(q, name), label: t(`search.${name}`) }))} />
      {q === '' ? <Nothing /> : <Found key={`${kind}:${q}`} q={q} kind={kind} />}
    </Screen>
  );
}

/** The address follows what is typed, so that a search can be shared and back works. */
function SearchBox({ q, kind }: { q: string; kind: Kind }) {
  const [text, setText] = useState(q);
  const typed = useRef(q);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // After the screen's heading had the focus.
    if (q === '') requestAnimationFrame(() => input.current?.focus());
  }, []);
  useEffect(() => {
    // The address changed by itself: back, or a link.
    if (q !== typed.current) setText((typed.current = q));
  }, [q]);
  useEffect(() => {
    const wanted = text.trim();
    if (wanted === typed.current) return;
    const timer = setTimeout(() => {
      typed.current = wanted;
      navigate(address(wanted, kind), { replace: true });
    }, PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [text, kind]);
  const submit = (event: Event) => {
    event.preventDefault();
    typed.current = text.trim();
    navigate(address(typed.current, kind), { replace: true });
  };
  return (
    <form class="search-box" role="search" onSubmit={submit}>
      <SearchIcon size={20} aria-hidden="true" />
      <input
        type="search"
        name="q"
        autocomplete="off"
        ref={input}
        maxLength={100}
        aria-label={t('nav.search')}
        placeholder={t('search.placeholder')}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
    </form>
  );
}

/** Words with nothing in them to look for, a lone sign say, find nothing; that is no error. */
async function found<T>(answer: Promise<Page<T>>): Promise<Page<T>> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Problem && error.code === 'invalid_input') return { items: [] };
    throw error;
  }
}

function Nothing() {
  return (
    <>
      <Empty title={t('search.start')} text={t('search.startText')} />
      {/* Where there is room, the column at the side has them. */}
      {!roomy.value && <Suggestions />}
    </>
  );
}

function Found({ q, kind }: { q: string; kind: Kind }) {
  const empty = <Empty title={t('search.none')} text={t('search.noneText', { q: isolated(q) })} />;
  if (kind === 'accounts') return <AccountList name={`search:accounts:${q}`} load={(cursor) => found(search.accounts(q, cursor))} empty={empty} />;
  if (kind === 'tags') return <FoundTags q={q} empty={empty} />;
  return <FoundPosts q={q} empty={empty} />;
}

interface FoundProps {
  q: string;
  empty: ComponentChildren;
}

function FoundPosts({ q, empty }: FoundProps) {
  const list = useList<Post>(`search:posts:${q}`, (cursor) => found(search.posts(q, cursor)), (post) => post.id);
  return (
    <FeedList list={list} empty={empty}>
      {(post, at) => <PostCard key={post.id} post={post} eager={at < 2} />}
    </FeedList>
  );
}

function FoundTags({ q, empty }: FoundProps) {
  const list = useList<FoundTag>(`search:tags:${q}`, (cursor) => found(search.tags(q, cursor)), (found) => found.tag);
  return (
    <FeedList list={list} class="people" empty={empty} skeleton={<PeopleSkeletons />} quietEnd>
      {({ tag }) => (
        <a key={tag} class="door" href={`/tags/${encodeURIComponent(tag)}`}>
          <Hash size={20} aria-hidden="true" />
          <span dir="auto">{tag}</span>
        </a>
      )}
    </FeedList>
  );
}
