import type { ComponentChildren } from 'preact';
import { Failure, PostSkeletons } from '../parts/States';
import { ListEnd } from './ListEnd';
import type { PagedList } from './pages';

interface Props<T> {
  list: PagedList<T>;
  empty: ComponentChildren;
  /** Called for every item, in order. */
  children: (item: T, at: number) => ComponentChildren;
  skeleton?: ComponentChildren;
  class?: string;
}

/** The faces of a list: skeleton, error, empty, items. */
export function FeedList<T>({ list, empty, children, skeleton = <PostSkeletons />, class: look = 'feed' }: Props<T>) {
  const items = list.items.value;
  if (items.length === 0) {
    if (list.state.value === 'failed') return <Failure error={list.error.value} onRetry={() => void list.reload()} />;
    return <>{list.state.value === 'ready' ? empty : skeleton}</>;
  }
  return (
    <>
      <div class={look}>{items.map(children)}</div>
      <ListEnd list={list} />
    </>
  );
}
