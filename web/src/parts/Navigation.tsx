import { t, type Key } from '../i18n';
import { unread } from '../notifications/unread';
import { place } from '../routing/router';
import { phase, signedIn, viewer } from '../session/session';
import { Avatar } from './Avatar';
import { Bell, Bookmark, Brush, Compass, House, Images, Search, Settings, ShieldCheck, User } from './icons';
import { Brand } from './Mark';

interface Stop {
  href: string;
  label: Key;
  Icon: typeof House;
  /** A phone's bar has room for five; the others are a step away there: in the top bar, on one's profile. */
  roomy?: true;
  /** Only for accounts with this role. */
  role?: 'moderator';
}

const STOPS: readonly Stop[] = [
  { href: '/', label: 'nav.home', Icon: House },
  { href: '/explore', label: 'nav.explore', Icon: Compass },
  { href: '/search', label: 'nav.search', Icon: Search, roomy: true },
  { href: '/create', label: 'nav.create', Icon: Brush },
  { href: '/notifications', label: 'nav.notifications', Icon: Bell },
  { href: '/gallery', label: 'nav.gallery', Icon: Images, roomy: true },
  { href: '/bookmarks', label: 'nav.bookmarks', Icon: Bookmark, roomy: true },
  { href: '/settings', label: 'nav.settings', Icon: Settings, roomy: true },
  { href: '/moderation', label: 'nav.moderation', Icon: ShieldCheck, roomy: true, role: 'moderator' },
];

const current = (href: string) => (place.value.path === href ? 'page' : undefined);

/** At the side on a desk, at the bottom on a phone. Guests have the top bar. */
export function Rail() {
  if (!signedIn.value && phase.value !== 'starting') return null;
  return (
    <nav class="rail" aria-label={t('nav.main')}>
      <Brand />
      <ul>
        {STOPS.filter(({ role }) => !role || viewer.value?.roles.includes(role)).map(({ href, label, Icon, roomy }) => (
          <li key={href} class={roomy && 'roomy'}>
            <a href={href} class={href === '/create' ? 'stop create' : 'stop'} aria-current={current(href)}>
              <Icon size={23} aria-hidden="true" />
              <span>{t(label)}</span>
              {href === '/notifications' && <Waiting />}
            </a>
          </li>
        ))}
        <li>
          <ProfileStop />
        </li>
      </ul>
    </nav>
  );
}

/** How many notifications wait. */
function Waiting() {
  const n = unread.value;
  if (n === 0) return null;
  return (
    <span class="waiting">
      {n > 99 ? '99+' : n} <span class="hidden">{t('note.waiting')}</span>
    </span>
  );
}

function ProfileStop() {
  const me = viewer.value;
  const href = me ? `/@${me.handle}` : '/settings';
  return (
    <a href={href} class="stop" aria-current={current(href)}>
      {me ? <Avatar account={me} size={26} /> : <User size={23} aria-hidden="true" />}
      <span>{t('nav.profile')}</span>
    </a>
  );
}

export function TopBar() {
  const guest = phase.value === 'out';
  return (
    <header class={guest ? 'top-bar guest' : 'top-bar'}>
      <Brand />
      {guest ? (
        <nav aria-label={t('nav.main')}>
          <a href="/explore" class="button plain" aria-current={current('/explore')}>
            {t('nav.explore')}
          </a>
          <a href="/sign-in" class="button plain" aria-current={current('/sign-in')}>
            {t('nav.signIn')}
          </a>
          <a href="/sign-up" class="button primary">
            {t('nav.signUp')}
          </a>
        </nav>
      ) : (
        <a href="/search" class="icon-button" aria-label={t('nav.search')} aria-current={current('/search')}>
          <Search size={21} aria-hidden="true" />
        </a>
      )}
    </header>
  );
}
