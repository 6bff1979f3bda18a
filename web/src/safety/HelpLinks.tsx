import { safeLink } from '../feed/facets';
import { t } from '../i18n/trust';

/** Where help and sources are: links out of Imagora, opened in a tab of their own. */
export function HelpLinks({ links }: { links: readonly string[] }) {
  return (
    <p class="help-links">
      <strong>{t('rules.help')}:</strong>{' '}
      {links.map((link) => (
        <a key={link} href={safeLink(link) ?? undefined} target="_blank" rel="noopener">
          {new URL(link).host.replace(/^www\./, '')}
        </a>
      ))}
    </p>
  );
}
