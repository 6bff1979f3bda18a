import { useEffect } from 'preact/hooks';
import { generations, Problem } from '../api';
import { askOptions, chosen, fitting, makersOf, offer, sizesOf, stylesOf } from '../creation/options';
import { ImprovePrompt } from '../creation/ImprovePrompt';
import { OriginalCard } from '../creation/OriginalCard';
import { PriceLine, submitWords } from '../creation/PriceLine';
import { isAboutTheOrder, usePrice } from '../creation/price';
import { ProviderChoice } from '../creation/ProviderChoice';
import { t, type Key } from '../i18n/studio';
import { Button } from '../parts/Button';
import { Choice, TextArea } from '../parts/Field';
import { Brush } from '../parts/icons';
import { useSending } from '../parts/sending';
import { Notice } from '../parts/States';
import { countCharacters } from '../text';
import { place, settledJobs } from './bench';
import { changeOrder, COUNTS, MOST_PROMPT, orderBody, orderDraft, ratioOfSize, takesStrength } from './order';

export function OrderForm() {
  useEffect(() => void askOptions(), []);
  const provider = chosen.value;
  const makers = offer.value ? makersOf(offer.value, orderDraft.value.original !== undefined) : [];
  const order = fitting(orderDraft.value, provider);
  const over = countCharacters(order.prompt) - MOST_PROMPT;
  const body = orderBody(order, provider, offer.value?.default);
  const price = usePrice(over > 0 ? { ...body, prompt: '' } : body, settledJobs.value);
  // A prompt that is refused may be sent: the answer names its rule, and can be appealed.
  const refused = price.estimate?.would === 'refuse' && price.estimate.reason !== 'prompt_blocked';
  const sendable = body.prompt !== '' && over <= 0 && !refused;
  const { busy, error, setError, submit } = useSending(async () => place(await generations.order(body)), sendable);
  const wrong = error ?? (isAboutTheOrder(price.error) ? price.error : null);
  const about = promptError(wrong);
  const edit = (part: Parameters<typeof changeOrder>[0]) => {
    setError(null);
    changeOrder(part);
  };

  const shortcut = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void submit(event);
  };

  return (
    <form class="order panel" onSubmit={submit}>
      {order.original && <OriginalCard key={order.original.id} original={order.original} strength={takesStrength(provider) ? order.strength : null} />}
      <TextArea
        label={t(order.original ? 'remix.prompt' : 'create.prompt')}
        placeholder={t(order.original ? 'remix.placeholder' : 'create.placeholder')}
        rows={4}
        value={order.prompt}
        onInput={(event) => edit({ prompt: event.currentTarget.value })}
        onKeyDown={shortcut}
        error={over > 0 ? t('create.over', { n: over }) : about}
        hint={t('create.promptHint')}
        aside={<ImprovePrompt />}
      />
      {offer.value && makers.length > 1 && <ProviderChoice offer={offer.value} makers={makers} chosen={provider} fallback={order.fallback} onChange={edit} />}
      <Choice
        legend={t('create.size')}
        name="size"
        value={order.size}
        onChange={(size) => edit({ size })}
        options={sizesOf(provider).map((value) => ({
          value,
          label: sizeName(value),
          note: value.replace('x', '×'),
          picture: <Shape size={value} />,
        }))}
      />
      <div class="order-row">
        <label class="select">
          <span>{t('create.style')}</span>
          <select value={order.style} onChange={(event) => edit({ style: event.currentTarget.value })}>
            {stylesOf(provider).map((style) => (
              <option key={style.value} value={style.value}>
                {style.label ? t(style.label) : style.value.replaceAll('_', ' ')}
              </option>
            ))}
          </select>
        </label>
        <Choice
          legend={t('create.howMany')}
          name="count"
          value={order.count}
          onChange={(count) => edit({ count })}
          options={COUNTS.filter((value) => Number(value) <= (provider?.count ?? COUNTS.length)).map((value) => ({ value, label: value }))}
        />
      </div>
      <div class="order-end">
        <PriceLine price={price} provider={provider} count={Number(order.count)} />
        <Button look="primary" type="submit" busy={busy} disabled={!sendable} title={t('create.shortcut')}>
          <Brush size={18} aria-hidden="true" /> {busy ? t('create.busy') : submitWords(price.estimate)}
        </Button>
      </div>
      {!about && <Notice error={wrong} resend />}
    </form>
  );
}

/** What the server says about the prompt itself stands under the prompt. */
function promptError(error: unknown): string | undefined {
  if (!(error instanceof Problem)) return undefined;
  if (error.code === 'prompt_blocked') return t('error.prompt_blocked');
  return error.field('prompt')?.message;
}

const NAMED: Record<string, Key> = {
  '512x512': 'create.size.512x512',
  '1024x1024': 'create.size.1024x1024',
  '1024x1536': 'create.size.1024x1536',
  '1536x1024': 'create.size.1536x1024',
  '1536x512': 'create.size.1536x512',
  '512x1536': 'create.size.512x1536',
};

/** Its name, or that of its shape. */
function sizeName(size: string): string {
  const ratio = ratioOfSize(size);
  const shape = ratio > 2 ? '1536x512' : ratio > 1.05 ? '1536x1024' : ratio < 0.5 ? '512x1536' : ratio < 0.95 ? '1024x1536' : '1024x1024';
  return t(NAMED[size] ?? NAMED[shape]!);
}

const LONG_SIDE = 22;

function Shape({ size }: { size: string }) {
  const ratio = ratioOfSize(size);
  const scale = size === '512x512' ? 0.6 : 1;
  const width = LONG_SIDE * scale * Math.min(1, ratio);
  const height = LONG_SIDE * scale * Math.min(1, 1 / ratio);
  return (
    <span class="shape-box" aria-hidden="true">
      <span class="shape" style={{ width: `${width}px`, height: `${height}px` }} />
    </span>
  );
}
