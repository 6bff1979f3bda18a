import { t, type Key } from '../i18n';
import { place } from '../routing/router';
import { phase, signedIn, viewer } from '../session/session';
import { Avatar } from './Avatar';
import { Brush, Compass, House, Images, User } from './icons';
import { Brand } from './Mark';

interface Stop {
  href: string;
  label: Key;
  Icon: typeof House;
}

const STOPS: readonly Stop[] = [
  { href: '/', label: 'nav.home', Icon: House },
  { href: '/explore', label: 'nav.explore', Icon: Compass },
  { href: '/create', label: 'nav.create', Icon: Brush },
  { href: '/gallery', label: 'nav.gallery', Icon: Images },
];

const current = (href: string) => (place.value.path === href ? 'page' : undefined);

/** At the side on a desk, at the bottom on a phone. Guests have the top bar. */
export function Rail() {
  if (!signedIn.value && phase.value !== 'starting') return null;
  return (
    <nav class="rail" aria-label={t('nav.main')}>
      <Brand />
      <ul>
        {STOPS.map(({ href, label, Icon }) => (
          <li key={href}>
            <a href={href} class={href === '/create' ? 'stop create' : 'stop'} aria-current={current(href)}>
              <Icon size={23} aria-hidden="true" />
              <span>{t(label)}</span>
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
      {guest && (
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
      )}
    </header>
  );
}
