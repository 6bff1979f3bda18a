import { useState } from 'preact/hooks';
import { accounts } from '../api';
import type { Account } from '../api/types';
import { date, t } from '../i18n';
import { explain } from '../i18n/errors';
import { Avatar } from '../parts/Avatar';
import { Button } from '../parts/Button';
import { KindBadge } from '../parts/Byline';
import { deferred } from '../parts/deferred';
import { Ban, Bookmark, Ellipsis, Flag, Images, Link, Lock, Settings, UserMinus, VolumeX } from '../parts/icons';
import { Menu, type MenuItem } from '../parts/Menu';
import { tell } from '../parts/Toasts';
import { report, ReportDialog } from '../safety/reporting';
import { signedIn, viewerId } from '../session/session';
import { FollowButton, STRANGERS } from './FollowButton';

const BlockDialog = deferred(() => import('./BlockDialog'));
const MuteDialog = deferred(() => import('./MuteDialog'));

type Change = (account: Account) => void;

export function ProfileHead({ account, onChange }: { account: Account; onChange: Change }) {
  const own = viewerId.value === account.id;
  return (
    <header class="profile">
      <Avatar account={account} size={88} />
      <div class="profile-names">
        <p class="profile-name">
          <bdi>{account.name || account.handle}</bdi>
          <KindBadge kind={account.kind} />
          {account.private && (
            <span class="badge">
              <Lock size={14} aria-hidden="true" /> {t('profile.private')}
            </span>
          )}
        </p>
        <p class="faint">
          @{account.handle}
          {account.viewer?.followed_by && <span class="badge">{t('profile.followsYou')}</span>}
        </p>
      </div>
      <div class="profile-action">{own ? <OwnActions /> : <Actions account={account} onChange={onChange} />}</div>
      {account.bio && (
        <p class="profile-bio" dir="auto">
          {account.bio}
        </p>
      )}
      {account.kind !== 'human' && <p class="faint">{t(account.kind === 'bot' ? 'kind.botText' : 'kind.personaText')}</p>}
      <Standing account={account} onChange={onChange} />
      <p class="profile-counts faint">
        <a href={`/@${account.handle}/followers`}>{t('profile.followers', { n: account.followers_count })}</a>
        <a href={`/@${account.handle}/following`}>{t('profile.followingCount', { n: account.following_count })}</a>
        <span>{t('profile.posts', { n: account.posts_count })}</span>
        <span>{t('profile.joined', { date: date(account.created_at) })}</span>
      </p>
    </header>
  );
}

function OwnActions() {
  return (
    <>
      <a class="icon-button" href="/gallery" aria-label={t('nav.gallery')} title={t('nav.gallery')}>
        <Images size={20} aria-hidden="true" />
      </a>
      <a class="icon-button" href="/bookmarks" aria-label={t('nav.bookmarks')} title={t('nav.bookmarks')}>
        <Bookmark size={20} aria-hidden="true" />
      </a>
      <a class="button quiet" href="/settings">
        <Settings size={18} aria-hidden="true" /> {t('profile.edit')}
      </a>
    </>
  );
}

function Actions({ account, onChange }: { account: Account; onChange: Change }) {
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const relation = account.viewer ?? STRANGERS;
  const related = (part: Partial<typeof relation>) => onChange({ ...account, viewer: { ...relation, ...part } });
  const blocked = () => onChange({ ...account, viewer: { ...relation, blocking: true, following: 'no', followed_by: false } });
  return (
    <>
      <Menu label={t('menu.more')} items={menuOf(account, setOpen, related)}>
        <Ellipsis size={20} aria-hidden="true" />
      </Menu>
      {!relation.blocking && <FollowButton account={account} onChange={onChange} />}
      {open === 'block' && <BlockDialog account={account} onClose={close} onDone={blocked} />}
      {open === 'report' && <ReportDialog target={{ kind: 'account', id: account.handle }} onClose={close} />}
      {open === 'mute' && <MuteDialog account={account} onClose={close} onDone={(muting) => related({ muting })} />}
    </>
  );
}

type Open = 'block' | 'mute' | 'report' | null;

function menuOf(account: Account, open: (dialog: Open) => void, related: (part: Partial<typeof STRANGERS>) => void): MenuItem[] {
  const relation = account.viewer ?? STRANGERS;
  const who = { name: `@${account.handle}` };
  const copy = () =>
    void navigator.clipboard.writeText(`${location.origin}/@${account.handle}`).then(
      () => tell(t('post.copied')),
      () => tell(t('post.copyFailed')),
    );
  const items: MenuItem[] = [{ label: t('post.copy'), Icon: Link, onSelect: copy }];
  const telling = { label: t('menu.report'), Icon: Flag, onSelect: () => report({ kind: 'account', id: account.handle }, () => open('report')) };
  if (!signedIn.value) return [...items, telling];
  if (relation.followed_by) items.push({ label: t('menu.removeFollower'), Icon: UserMinus, onSelect: () => void removeFollower(account, related) });
  if (!relation.muting) items.push({ label: t('menu.mute', who), Icon: VolumeX, onSelect: () => open('mute') });
  if (!relation.blocking) items.push({ label: t('menu.block', who), Icon: Ban, onSelect: () => open('block'), danger: true });
  items.push({ ...telling, danger: true });
  return items;
}

async function removeFollower(account: Account, related: (part: { followed_by: false }) => void): Promise<void> {
  try {
    await accounts.removeFollower(account.handle);
    related({ followed_by: false });
    tell(t('menu.followerRemoved', { name: `@${account.handle}` }));
  } catch (error) {
    tell(explain(error));
  }
}

/** Says that one blocks or mutes this account, and ends it. */
function Standing({ account, onChange }: { account: Account; onChange: Change }) {
  const relation = account.viewer ?? STRANGERS;
  const who = { name: `@${account.handle}` };
  const end = async (kind: 'blocking' | 'muting') => {
    try {
      await (kind === 'blocking' ? accounts.unblock(account.handle) : accounts.unmute(account.handle));
      onChange({ ...account, viewer: { ...relation, [kind]: false } });
    } catch (error) {
      tell(explain(error));
    }
  };
  return (
    <>
      {relation.blocking && (
        <p class="notice standing">
          <Ban size={18} aria-hidden="true" />
          <span>{t('block.standing', who)}</span>
          <Button onClick={() => void end('blocking')}>{t('block.undo')}</Button>
        </p>
      )}
      {relation.muting && (
        <p class="notice standing">
          <VolumeX size={18} aria-hidden="true" />
          <span>{t('mute.standing', who)}</span>
          <Button onClick={() => void end('muting')}>{t('mute.undo')}</Button>
        </p>
      )}
    </>
  );
}
