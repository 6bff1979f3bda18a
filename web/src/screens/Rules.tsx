import { t } from '../i18n/trust';
import { Flag } from '../parts/icons';
import { Failure, PostSkeletons } from '../parts/States';
import { Screen } from '../parts/Screen';
import { HelpLinks } from '../safety/HelpLinks';
import { useRulebook } from '../safety/rulebook';

/** The rules of the house, as every decision names them. */
export default function Rules() {
  const { value, error, reload } = useRulebook();
  return (
    <Screen title={t('rules.title')} {...(value && { text: t('rules.text', { version: value.version }) })}>
      {value ? (
        <ol class="rulebook">
          {value.items.map((rule) => (
            <li key={rule.code} id={rule.code} class="panel stack">
              <h2>{rule.title}</h2>
              <p>{rule.text}</p>
              <p class="faint">
                <strong>{t('rules.consequence')}:</strong> {rule.consequence}
              </p>
              {rule.help && <HelpLinks links={rule.help} />}
              {rule.urgent && (
                <p class="notice standing">
                  <Flag size={18} aria-hidden="true" />
                  <span>{t('rules.urgent')}</span>
                  <a class="button quiet" href="/report">
                    {t('rules.reportUrgent')}
                  </a>
                </p>
              )}
            </li>
          ))}
        </ol>
      ) : error ? (
        <Failure error={error} onRetry={reload} />
      ) : (
        <PostSkeletons count={2} />
      )}
    </Screen>
  );
}
