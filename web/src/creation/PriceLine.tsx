import type { ComponentChildren } from 'preact';
import type { Estimate, ProviderOption } from '../api/types';
import { t, type Key } from '../i18n/studio';
import { Clock } from '../parts/icons';
import { offerFailed } from './options';
import { isAboutTheOrder, type Price } from './price';
import { priceOf, providerName } from './ProviderChoice';

interface Props {
  price: Price;
  provider: ProviderOption | null;
  count: number;
}

/** What it costs and what is left, before it is ordered; and what becomes of it where that isn't “at once”. */
export function PriceLine({ price, provider, count }: Props) {
  const { estimate, asking, error } = price;
  const unknown = error !== null && !isAboutTheOrder(error);
  return (
    <div class="price" role="status" aria-busy={asking}>
      {estimate ? (
        <p class="price-line">
          <strong>{costWords(estimate.cost.credits)}</strong>
          <a href="/credits">{estimate.balance > 0 ? t('price.left', { n: estimate.balance }) : t('price.none')}</a>
        </p>
      ) : asking ? (
        <p class="price-line faint">{t('price.asking')}</p>
      ) : provider ? (
        <p class="price-line faint">
          <span>{provider.credits === 0 ? t('price.free') : t('price.about', { n: provider.credits * count })}</span>
          <span>
            {providerName(provider)}, {priceOf(provider)}
          </span>
        </p>
      ) : (
        offerFailed.value && <p class="faint">{t('maker.failed')}</p>
      )}
      {unknown && (
        <p class="notice">
          <span>{t('price.unknown')}</span> <Again price={price} />
        </p>
      )}
      {estimate && <Outlook estimate={estimate} price={price} />}
    </div>
  );
}

/** Where it isn't drawn at once: what happens instead. */
function Outlook({ estimate, price }: { estimate: Estimate; price: Price }) {
  const { would, reason = '' } = estimate;
  if (would === 'run') return null;
  if (would === 'slow_lane') return <Waiting>{t(isCeiling(reason) ? 'price.ceiling' : (SLOW[reason] ?? 'price.slow.other'))}</Waiting>;
  return (
    <Waiting>
      {t('price.refuse')} {reason in REASONS ? t(REASONS[reason]!) : ''} <Again price={price} />
    </Waiting>
  );
}

function Waiting({ children }: { children: ComponentChildren }) {
  return (
    <p class="notice">
      <Clock size={18} aria-hidden="true" />
      <span>{children}</span>
    </p>
  );
}

const Again = ({ price }: { price: Price }) => (
  <button type="button" class="link" onClick={price.again}>
    {t('price.again')}
  </button>
);

export const isCeiling = (reason: string): boolean => reason.includes('ceiling');

const SLOW: Record<string, Key> = {
  credits_exhausted: 'price.slow.credits_exhausted',
  parallel_jobs: 'price.slow.parallel_jobs',
  plan: 'price.slow.plan',
};
const REASONS: Record<string, Key> = { credits_exhausted: 'price.refuse.credits' };

const costWords = (n: number): string => (n === 0 ? t('price.free') : t('price.cost', { n }));

/** The button says what pressing it costs. */
export function submitWords(estimate: Estimate | null): string {
  if (!estimate) return t('create.submit');
  if (estimate.would === 'slow_lane' && !isCeiling(estimate.reason ?? '')) return t('price.submitSlow');
  return estimate.cost.credits === 0 ? t('price.submitFree') : t('price.submit', { n: estimate.cost.credits });
}
