import type { ComponentChildren } from 'preact';
import { t } from '../i18n';
import { Failure, PostSkeletons } from '../parts/States';
import { ListEnd } from './ListEnd';
import type { PagedList } from './pages';
import { Windowed } from './Windowed';

interface Props<T> {
  list: PagedList<T>;
  empty: ComponentChildren;
  /** Called for every item that is drawn: those near the window. */
  children: (item: T, at: number) => ComponentChildren;
  skeleton?: ComponentChildren;
  class?: string;
  /** Without the words that tell that this was all. */
  quietEnd?: boolean;
}

/** Lists of articles, which screen readers can walk through. */
const ARTICLES = ['feed', 'wall'];

/** The faces of a list: skeleton, error, empty, items. A page may come empty and have another behind it. */
export function FeedList<T>({ list, empty, children, skeleton = <PostSkeletons />, class: look = 'feed', quietEnd = false }: Props<T>) {
  const items = list.items.value;
  if (items.length === 0) {
    if (list.state.value === 'failed') return <Failure error={list.error.value} onRetry={() => void list.reload()} />;
    if (list.state.value === 'ready' && list.complete.value) return <>{empty}</>;
    return (
      <>
        {skeleton}
        {list.state.value === 'ready' && <ListEnd list={list} quiet />}
      </>
    );
  }
  return (
    <>
      <Windowed key={list.name} list={list} class={look} label={ARTICLES.includes(look) ? t('feed.name') : undefined}>
        {children}
      </Windowed>
      <ListEnd list={list} quiet={quietEnd} />
    </>
  );
}
