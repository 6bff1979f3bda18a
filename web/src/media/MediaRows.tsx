import { useState } from 'preact/hooks';
import type { Author, Media } from '../api/types';
import { t } from '../i18n';
import { Button } from '../parts/Button';
import { Dialog } from '../parts/Dialog';
import { deferred } from '../parts/deferred';
import { FileSearch, Flag } from '../parts/icons';
import { report, ReportDialog } from '../safety/reporting';
import { viewer } from '../session/session';
import { Picture, ratioOf } from './Picture';
import { provenanceText } from './provenance';

const Panel = deferred(() => import('../provenance/Panel'));

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
}

export function MediaRows({ media, eager = false, author }: Props) {
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
      {open && <Viewer media={open} author={author} onClose={() => setOpen(null)} />}
    </div>
  );
}

function Viewer({ media, author, onClose }: { media: Media; author: Author; onClose: () => void }) {
  const [reporting, setReporting] = useState(false);
  const [papers, setPapers] = useState(false);
  const origin = provenanceText(media);
  return (
    <Dialog title={t('media.picture')} onClose={onClose} wide>
      <figure class="viewer">
        <img src={media.url!} alt={media.alt || t('media.noAlt')} width={media.width ?? undefined} height={media.height ?? undefined} />
        <figcaption>
          {media.alt && <p dir="auto">{media.alt}</p>}
          {origin && <p class="faint">{origin}</p>}
          <div class="viewer-foot">
            <Button class="papers-open" aria-expanded={papers} onClick={() => setPapers(!papers)}>
              <FileSearch size={18} aria-hidden="true" /> {t('media.origin')}
            </Button>
            {viewer.value?.id !== author.id && (
              <Button look="plain" onClick={() => report({ kind: 'media', id: media.id }, () => setReporting(true))}>
                <Flag size={18} aria-hidden="true" /> {t('menu.report')}
              </Button>
            )}
          </div>
          {papers && <Panel media={media} author={author} />}
        </figcaption>
      </figure>
      {reporting && <ReportDialog target={{ kind: 'media', id: media.id }} onClose={() => setReporting(false)} />}
    </Dialog>
  );
}
