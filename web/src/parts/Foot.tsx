import { t, type Key } from '../i18n';

const LINKS: readonly { href: string; label: Key }[] = [
  { href: '/rules', label: 'foot.rules' },
  { href: '/transparency', label: 'foot.figures' },
  { href: '/check', label: 'foot.check' },
  { href: '/report', label: 'foot.report' },
];

/** What everybody can look up, at the end of every screen. */
export function Foot() {
  return (
    <footer class="foot">
      <nav aria-label={t('foot.name')}>
        {LINKS.map(({ href, label }) => (
          <a key={href} href={href}>
            {t(label)}
          </a>
        ))}
      </nav>
    </footer>
  );
}
