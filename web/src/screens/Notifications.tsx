import { useEffect } from 'preact/hooks';
import { me, notifications } from '../api';
import type { Account, Notification, Page } from '../api/types';
import { FeedList } from '../feed/FeedList';
import { useList } from '../feed/pages';
import { t } from '../i18n';
import { useLoaded } from '../loading';
import { NoteRow } from '../notifications/NoteRow';
import { noteSeen, unread } from '../notifications/unread';
import { Settings, UserPlus } from '../parts/icons';
import { Empty } from '../parts/States';
import { Screen } from '../parts/Screen';
import { PeopleSkeletons } from '../people/AccountList';
import { viewer } from '../session/session';

export default function Notifications() {
  const list = useList<Notification>('notifications', notifications.list, (note) => note.id);
  const newest = list.state.value === 'ready' ? list.items.value[0] : undefined;
  useSeen(newest);
  return (
    <Screen title={t('nav.notifications')} bare side>
      <header class="screen-bar">
        <h2>{t('nav.notifications')}</h2>
        <a class="icon-button" href="/settings/notifications" aria-label={t('settings.notifications')} title={t('settings.notifications')}>
          <Settings size={20} aria-hidden="true" />
        </a>
      </header>
      {viewer.value?.private && <Requests />}
      <FeedList list={list} class="notes" skeleton={<PeopleSkeletons />} empty={<Empty title={t('note.empty')} text={t('note.emptyText')} />}>
        {(note) => <NoteRow key={note.id} note={note} />}
      </FeedList>
    </Screen>
  );
}

/** What is on the screen counts as read; its marks stay until one comes again. */
function useSeen(newest: Notification | undefined): void {
  useEffect(() => {
    if (!newest) return;
    if (newest.read && unread.value === 0) return;
    // A failure changes nothing: the marks come again with the next visit.
    notifications.read(newest.id).then(noteSeen, () => undefined);
  }, [newest?.id]);
}

function Requests() {
  const { value } = useLoaded<Page<Account>>('requests:waiting', () => me.followRequests());
  const n = value?.items.length ?? 0;
  if (n === 0) return null;
  return (
    <a class="door" href="/requests">
      <UserPlus size={20} aria-hidden="true" />
      <span>{t('requests.waiting', { n })}</span>
    </a>
  );
}
