import { useEffect } from 'preact/hooks';
import type { Generation } from '../api/types';
import type { PagedList } from '../feed/pages';
import { bench } from './bench';
import { isFinal, watch } from './watch';

/** More than a plan lets anybody have under way at once. */
const MOST = 8;

/** Jobs of a list that are under way tell how far they are, as those on the bench do, which are left to it. */
export function useFollowing(list: PagedList<Generation>): void {
  const underWay = list.items.value.filter((job) => !isFinal(job) && !bench.value.some(({ id }) => id === job.id));
  const ids = underWay.slice(0, MOST).map(({ id }) => id).join(' ');
  useEffect(() => {
    const leaving = new AbortController();
    const tell = (changed: Generation) => list.change((jobs) => jobs.map((job) => (job.id === changed.id ? changed : job)));
    // One that is gone stays as it was last seen, until the list is loaded anew.
    for (const id of ids.split(' ').filter(Boolean)) watch(id, tell, leaving.signal).catch(() => undefined);
    return () => leaving.abort();
  }, [ids]);
}
