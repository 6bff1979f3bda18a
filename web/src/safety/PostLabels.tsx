import type { Label } from '../api/types';
import { t } from '../i18n';
import { Tag } from '../parts/icons';
import { signedIn } from '../session/session';
import { labelName } from './labels';

/** Each label opens into who put it there, how sure that was, and where help and sources are. */
export function PostLabels({ labels }: { labels: readonly Label[] }) {
  return (
    <>
      {labels.map((label) => (
        <details class="origin" key={`${label.value}:${label.source}`}>
          <summary class="badge">
            <Tag size={14} aria-hidden="true" />
            {labelName(label.value)}
          </summary>
          <div class="origin-text">
            <p>
              {t(`label.from.${label.source}`)}{' '}
              {label.confidence !== undefined && t('label.sure', { n: Math.round(label.confidence * 100) })}
            </p>
            <p class="faint">
              <a href="/rules">{t('label.help')}</a>
              {signedIn.value && (
                <>
                  {' · '}
                  <a href="/settings/content">{t('label.change')}</a>
                </>
              )}
            </p>
          </div>
        </details>
      ))}
    </>
  );
}
