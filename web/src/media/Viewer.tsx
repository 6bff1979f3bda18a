import { useEffect, useState } from 'preact/hooks';
import type { Author, Media } from '../api/types';
import { t } from '../i18n/studio';
import '../i18n/feel';
import { Button } from '../parts/Button';
import { deferred } from '../parts/deferred';
import { Dialog } from '../parts/Dialog';
import { ArrowLeft, Expand, FileSearch, Flag, GitFork, ListTree, Settings } from '../parts/icons';
import { remixHref, treeHref } from '../remix/href';
import { mayRemix } from '../remix/policy';
import { report, ReportDialog } from '../safety/reporting';
import { viewerId } from '../session/session';
import { isolated } from '../text';
import { provenanceText } from './provenance';

const Panel = deferred(() => import('../provenance/Panel'));
const PictureSettings = deferred(() => import('../remix/PictureSettings'));

interface Props {
  media: Media;
  /** All that the post shows, to look at one after the other. */
  all: readonly Media[];
  author: Author;
  /** The post that shows it. */
  post: string;
  onClose: () => void;
}

/** A post's pictures one by one: the arrow keys go on and back. */
export default function Viewer({ media, all, author, post, onClose }: Props) {
  const [at, setAt] = useState(() => Math.max(0, all.findIndex(({ id }) => id === media.id)));
  const shown = all[at] ?? media;
  const turn = (by: 1 | -1) => setAt((before) => Math.min(all.length - 1, Math.max(0, before + by)));
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || (event.target as Element | null)?.closest?.('input, textarea, select, [role=menu]')) return;
      // Another dialog may lie on top of this one.
      if (document.querySelectorAll('dialog[open]').length > 1) return;
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key] as 1 | -1 | undefined;
      if (by) turn(document.dir === 'rtl' ? (-by as 1 | -1) : by);
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
  return (
    <Dialog title={all.length > 1 ? t('look.place', { at: at + 1, of: all.length }) : t('media.picture')} onClose={onClose} wide>
      {all.length > 1 && (
        <div class="turn">
          <Button look="plain" aria-label={t('look.before')} title={t('look.before')} disabled={at === 0} onClick={() => turn(-1)}>
            <ArrowLeft size={20} aria-hidden="true" />
          </Button>
          <Button look="plain" aria-label={t('look.next')} title={t('look.next')} disabled={at === all.length - 1} onClick={() => turn(1)}>
            <ArrowLeft size={20} aria-hidden="true" class="flipped" />
          </Button>
        </div>
      )}
      <Look key={shown.id} media={shown} author={author} post={post} onClose={onClose} />
    </Dialog>
  );
}

/** One picture as large as it goes, what is known of it, and what can be made of it. */
function Look({ media: shown, author, post, onClose }: Omit<Props, 'all'>) {
  const [media, setMedia] = useState(shown);
  const [open, setOpen] = useState<'report' | 'policy' | null>(null);
  const [papers, setPapers] = useState(false);
  const [full, setFull] = useState(false);
  const origin = provenanceText(media);
  const own = viewerId.value === author.id;
  const close = () => setOpen(null);
  return (
    <>
      <figure class="viewer" data-full={full ? '' : undefined}>
        <div class="viewer-frame" {...(full && { tabIndex: 0, role: 'region', 'aria-label': t('look.full') })}>
          <img src={media.url!} alt={media.alt || t('media.noAlt')} width={media.width ?? undefined} height={media.height ?? undefined} />
        </div>
        <figcaption>
          {media.alt && <p dir="auto">{media.alt}</p>}
          {origin && <p class="faint">{origin}</p>}
          {media.ai?.prompt && (
            <p class="faint" dir="auto">
              {t('policy.prompt', { prompt: isolated(media.ai.prompt) })}
            </p>
          )}
          <div class="viewer-foot">
            {mayRemix(media, author) && (
              <a class="button quiet" href={remixHref(media.id, post)} onClick={onClose}>
                <GitFork size={18} aria-hidden="true" /> {t('remix.variation')}
              </a>
            )}
            <a class="button quiet" href={treeHref(media.id, post)} onClick={onClose}>
              <ListTree size={18} aria-hidden="true" /> {t('remix.tree')}
            </a>
            <Button aria-pressed={full} onClick={() => setFull(!full)}>
              <Expand size={18} aria-hidden="true" /> {t('look.full')}
            </Button>
            <Button class="papers-open" aria-expanded={papers} onClick={() => setPapers(!papers)}>
              <FileSearch size={18} aria-hidden="true" /> {t('media.origin')}
            </Button>
            {own ? (
              <Button look="plain" onClick={() => setOpen('policy')}>
                <Settings size={18} aria-hidden="true" /> {t('policy.open')}
              </Button>
            ) : (
              <Button look="plain" onClick={() => report({ kind: 'media', id: media.id }, () => setOpen('report'))}>
                <Flag size={18} aria-hidden="true" /> {t('menu.report')}
              </Button>
            )}
          </div>
          {papers && <Panel media={media} author={author} />}
        </figcaption>
      </figure>
      {open === 'report' && <ReportDialog target={{ kind: 'media', id: media.id }} onClose={close} />}
      {open === 'policy' && (
        <PictureSettings media={media} onClose={close} onChange={(changed) => setMedia({ ...media, remix_policy: changed.remix_policy })} />
      )}
    </>
  );
}
