import { late } from '../api/pace';
import { t } from '../i18n';

/** Says that an answer takes long, over the page and over a dialog alike. Read out by screen readers. */
export function Late() {
  return (
    <p class="late" role="status">
      {late.value && <span>{t('app.late')}</span>}
    </p>
  );
}
