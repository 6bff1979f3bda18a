import type { GenerationOptions, ProviderOption } from '../api/types';
import type { changeOrder } from '../generation/order';
import { t } from '../i18n/studio';
import { Switch } from '../parts/Field';
import { Shapes, Sparkles } from '../parts/icons';
import { nameOf } from './options';

interface Props {
  offer: GenerationOptions;
  makers: readonly ProviderOption[];
  chosen: ProviderOption | null;
  fallback: boolean;
  onChange: typeof changeOrder;
}

/** Who draws: each with what it is, its model and what a picture costs. */
export function ProviderChoice({ offer, makers, chosen, fallback, onChange }: Props) {
  return (
    <fieldset class="makers">
      <legend>{t('maker.legend')}</legend>
      <div class="maker-list">
        {makers.map((one) => (
          <label key={one.name} class="maker">
            <input
              type="radio"
              name="provider"
              value={one.name}
              checked={one.name === chosen?.name}
              onChange={() => onChange({ provider: one.name })}
            />
            <span class="maker-name">
              {one.source_type === 'algorithmicMedia' ? <Shapes size={16} aria-hidden="true" /> : <Sparkles size={16} aria-hidden="true" />}
              {providerName(one)}
            </span>
            <span class="maker-price">{priceOf(one)}</span>
            <small>
              {one.model}
              {one.name === offer.default && ` · ${t('maker.default')}`}
            </small>
          </label>
        ))}
      </div>
      {chosen && <p class="field-hint">{t(chosen.source_type === 'algorithmicMedia' ? 'maker.algorithm' : 'maker.trained')}</p>}
      <Switch label={t('maker.fallback')} hint={t('maker.fallbackText')} on={fallback} onChange={(on) => onChange({ fallback: on })} />
    </fieldset>
  );
}

export function providerName(provider: Pick<ProviderOption, 'name'>): string {
  const known = nameOf(provider);
  return known ? t(known) : provider.name;
}

export const priceOf = ({ credits }: ProviderOption): string => (credits === 0 ? t('maker.free') : t('maker.each', { n: credits }));
