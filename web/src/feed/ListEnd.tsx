import { useEffect, useRef } from 'preact/hooks';
import { Unreachable } from '../api';
import { useReturn } from '../connection';
import { t } from '../i18n';
import { Button } from '../parts/Button';
import { Notice } from '../parts/States';
import type { PagedList } from './pages';

/** Fetches the next page as its place comes near; a button for who would rather press one, or must try again. */
export function ListEnd<T>({ list, quiet = false }: { list: PagedList<T>; quiet?: boolean }) {
  const place = useRef<HTMLDivElement>(null);
  const state = list.state.value;
  const error = list.error.value;
  const unreached = state === 'failed' && error instanceof Unreachable;
  useReturn(unreached, unreached && error.offline, () => void list.again());
  useEffect(() => {
    if (state !== 'ready' || list.complete.value || !place.current) return;
    const watcher = new IntersectionObserver(
      (seen) => seen.some((entry) => entry.isIntersecting) && void list.more(),
      { rootMargin: '800px' },
    );
    watcher.observe(place.current);
    return () => watcher.disconnect();
  }, [list, state, list.complete.value]);
  return (
    <div class="list-end" ref={place}>
      {state === 'failed' && <Notice error={list.error.value} />}
      {list.complete.value && state !== 'failed' ? (
        !quiet && <p class="faint">{t('app.end')}</p>
      ) : (
        <Button busy={state === 'loading'} onClick={() => void (state === 'failed' ? list.again() : list.more())}>
          {state === 'loading' ? t('app.loading') : state === 'failed' ? t('app.retry') : t('app.more')}
        </Button>
      )}
    </div>
  );
}
