import { useState } from 'preact/hooks';
import type { Media } from '../api/types';
import { t } from '../i18n/studio';
import { deferred } from '../parts/deferred';
import { Ellipsis, GitFork, ListTree, Settings } from '../parts/icons';
import { Menu } from '../parts/Menu';
import { navigate } from '../routing/router';
import { remixHref, treeHref } from './href';

const PictureSettings = deferred(() => import('./PictureSettings'));

/** What the owner can do with one picture: go on from it, say who else may, see what became of it. */
export function PictureMenu({ media }: { media: Media }) {
  const [open, setOpen] = useState(false);
  const items = [
    { label: t('remix.variation'), Icon: GitFork, onSelect: () => navigate(remixHref(media.id)) },
    { label: t('policy.open'), Icon: Settings, onSelect: () => setOpen(true) },
    { label: t('remix.treeTitle'), Icon: ListTree, onSelect: () => navigate(treeHref(media.id)) },
  ];
  return (
    <>
      <Menu label={t('menu.more')} items={items} class="icon-button over">
        <Ellipsis size={17} aria-hidden="true" />
      </Menu>
      {open && <PictureSettings media={media} onClose={() => setOpen(false)} />}
    </>
  );
}
