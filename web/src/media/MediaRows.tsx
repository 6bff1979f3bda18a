import { useState } from 'preact/hooks';
import type { Author, Media } from '../api/types';
import { t } from '../i18n';
import { deferred } from '../parts/deferred';
import { Picture, ratioOf } from './Picture';

const Viewer = deferred(() => import('./Viewer'));

/** One row for up to two pictures, else rows of two: the same height in a row, nothing cropped. */
export function rowsOf<T>(items: readonly T[]): T[][] {
  const rows: T[][] = [];
  const odd = items.length > 2 ? items.length % 2 : 0;
  if (odd) rows.push([items[0]!]);
  for (let at = odd; at < items.length; at += 2) rows.push(items.slice(at, at + 2));
  return rows;
}

interface Props {
  media: readonly Media[];
  eager?: boolean;
  author: Author;
  /** The post that shows them. */
  post: string;
}

export function MediaRows({ media, eager = false, author, post }: Props) {
  const [open, setOpen] = useState<Media | null>(null);
  if (media.length === 0) return null;
  return (
    <div class="media-rows" data-count={media.length}>
      {rowsOf(media).map((row) => (
        <div class="media-row" key={row[0]!.id}>
          {row.map((item) => (
            <button
              key={item.id}
              type="button"
              class="media-open"
              style={{ '--ratio': ratioOf(item) }}
              aria-label={item.alt ? t('post.open', { alt: item.alt }) : t('post.openPlain')}
              disabled={!item.url}
              onClick={() => setOpen(item)}
            >
              <Picture media={item} eager={eager} thumb={media.length > 1} />
            </button>
          ))}
        </div>
      ))}
      {open && <Viewer media={open} all={media.filter((item) => item.url)} author={author} post={post} onClose={() => setOpen(null)} />}
    </div>
  );
}
