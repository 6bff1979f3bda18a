import { changeOrder, forgetOriginal, orderDraft, type Original } from '../generation/order';
import { t } from '../i18n/studio';
import { useLoaded } from '../loading';
import { Picture } from '../media/Picture';
import { X } from '../parts/icons';
import { Notice } from '../parts/States';
import { findOriginal, type Found } from '../remix/original';
import { viewerId } from '../session/session';

/** What a remix starts from: the picture, its maker's name, the rule, and how far to go. */
export function OriginalCard({ original, strength }: { original: Original; strength: number | null }) {
  const { value, error } = useLoaded<Found>(`original:${original.id}`, () => findOriginal(original));
  const own = !value?.author || value.author.id === viewerId.value;
  const prompt = value?.media.ai?.prompt;
  return (
    <section class="original" aria-label={t('remix.title')}>
      <div class="original-picture">{value ? <Picture media={value.media} thumb ratio={1} /> : <span class="bone picture" />}</div>
      <div class="original-words">
        {value ? (
          <>
            <p>
              <strong>{own ? t('remix.ofYours') : t('remix.of', { name: `@${value.author!.handle}` })}</strong>
            </p>
            <p class="faint">
              {t('remix.credit')} {!own && t('remix.told', { name: `@${value.author!.handle}` })}
            </p>
            {refusal(value, own) && <Notice>{refusal(value, own)}</Notice>}
            {prompt && prompt !== orderDraft.value.prompt && (
              <button type="button" class="link" onClick={() => changeOrder({ prompt })}>
                {t('remix.usePrompt')}
              </button>
            )}
          </>
        ) : (
          <p class={error ? 'notice' : 'faint'} role="status">
            {t(error ? 'remix.gone' : 'remix.loading')}
          </p>
        )}
      </div>
      <button type="button" class="icon-button" aria-label={t('remix.forget')} title={t('remix.forget')} onClick={forgetOriginal}>
        <X size={18} aria-hidden="true" />
      </button>
      {strength !== null && value && (
        <label class="strength">
          <span>{t('remix.strength')}</span>
          <input
            type="range"
            min={5}
            max={100}
            step={5}
            value={strength}
            aria-valuetext={`${strength} %`}
            onInput={(event) => changeOrder({ strength: Number(event.currentTarget.value) })}
          />
          <span class="strength-ends faint" aria-hidden="true">
            <span>{t('remix.near')}</span>
            <span>{t('remix.far')}</span>
          </span>
        </label>
      )}
    </section>
  );
}

/** Said before anything is ordered; the server has the last word. */
function refusal({ media, author }: Found, own: boolean): string | null {
  if (own || media.remix_policy === 'everyone') return null;
  return media.remix_policy === 'nobody' ? t('remix.notAllowed') : t('remix.onlyFollowers', { name: `@${author!.handle}` });
}
