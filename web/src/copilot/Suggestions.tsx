import type { ComponentChildren } from 'preact';
import type { Advice } from '../api/types';
import { t } from '../i18n/studio';
import { Notice } from '../parts/States';
import type { Asking } from './talk';

interface Props {
  asking: Asking;
  /** What can be done with one of them. */
  actions: (text: string) => ComponentChildren;
}

/** What the co-pilot said. It is text and nothing else: others' words and a model's may be in it. */
export function Suggestions({ asking, actions }: Props) {
  const { advice, busy, error } = asking;
  return (
    <div class="suggested" aria-busy={busy}>
      <p class="hidden" role="status">
        {busy ? t('pilot.busy') : advice ? t('pilot.found', { n: advice.suggestions.length }) : ''}
      </p>
      <Notice error={error} />
      {busy && !advice && <Bones />}
      {advice && advice.suggestions.length > 0 && (
        <ul class="suggested-list" aria-label={t('pilot.results')}>
          {advice.suggestions.map(({ text, rationale }, at) => (
            <li key={`${at}:${text}`}>
              <p class="suggested-text" dir="auto">
                {text}
              </p>
              {rationale && (
                <p class="faint suggested-why" dir="auto">
                  {rationale}
                </p>
              )}
              <div class="suggested-actions">{actions(text)}</div>
            </li>
          ))}
        </ul>
      )}
      {advice && advice.suggestions.length === 0 && !advice.questions?.length && <p class="notice">{t('pilot.nothing')}</p>}
      {advice && <Origin advice={advice} />}
    </div>
  );
}

/** Who suggests; the built-in one never passes for a model. */
function Origin({ advice }: { advice: Advice }) {
  const { provider, model } = advice;
  return <p class="faint">{provider === 'builtin' ? t('pilot.builtin') : t('pilot.by', { provider, model })}</p>;
}

const Bones = () => (
  <div class="suggested-bones" aria-hidden="true">
    <span class="bone line" />
    <span class="bone line short" />
  </div>
);
