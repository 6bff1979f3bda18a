import { useState } from 'preact/hooks';
import type { Author, Media } from '../api/types';
import { t } from '../i18n/studio';
import { Button } from '../parts/Button';
import { deferred } from '../parts/deferred';
import { Dialog } from '../parts/Dialog';
import { FileSearch, Flag, GitFork, ListTree, Settings } from '../parts/icons';
import { remixHref, treeHref } from '../remix/href';
import { mayRemix } from '../remix/policy';
import { report, ReportDialog } from '../safety/reporting';
import { viewer } from '../session/session';
import { isolated } from '../text';
import { provenanceText } from './provenance';

const Panel = deferred(() => import('../provenance/Panel'));
const PictureSettings = deferred(() => import('../remix/PictureSettings'));

interface Props {
  media: Media;
  author: Author;
  /** The post that shows it. */
  post: string;
  onClose: () => void;
}

/** One picture as large as it goes, what is known of it, and what can be made of it. */
export default function Viewer({ media: shown, author, post, onClose }: Props) {
  const [media, setMedia] = useState(shown);
  const [open, setOpen] = useState<'report' | 'policy' | null>(null);
  const [papers, setPapers] = useState(false);
  const origin = provenanceText(media);
  const own = viewer.value?.id === author.id;
  const close = () => setOpen(null);
  return (
    <Dialog title={t('media.picture')} onClose={onClose} wide>
      <figure class="viewer">
        <img src={media.url!} alt={media.alt || t('media.noAlt')} width={media.width ?? undefined} height={media.height ?? undefined} />
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
    </Dialog>
  );
}
