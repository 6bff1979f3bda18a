import { useState } from 'preact/hooks';
import { generations, Problem } from '../api';
import { t } from '../i18n';
import { Button } from '../parts/Button';
import { Choice, TextArea } from '../parts/Field';
import { Brush } from '../parts/icons';
import { Notice } from '../parts/States';
import { countCharacters } from '../text';
import { place } from './bench';
import { changeOrder, COUNTS, MOST_PROMPT, orderDraft, ratioOfSize, SIZES, STYLES } from './order';

export function OrderForm() {
  const order = orderDraft.value;
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const length = countCharacters(order.prompt);
  const over = length - MOST_PROMPT;
  const sendable = order.prompt.trim() !== '' && over <= 0;

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy || !sendable) return;
    setBusy(true);
    setError(null);
    try {
      const { prompt, size, style, count } = order;
      place(await generations.order({ prompt: prompt.trim(), size, count: Number(count), ...(style && { style }) }));
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const shortcut = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void submit(event);
  };

  return (
    <form class="order panel" onSubmit={submit}>
      <TextArea
        label={t('create.prompt')}
        placeholder={t('create.placeholder')}
        rows={4}
        value={order.prompt}
        onInput={(event) => changeOrder({ prompt: event.currentTarget.value })}
        onKeyDown={shortcut}
        error={over > 0 ? t('create.over', { n: over }) : promptError(error)}
        hint={t('create.promptHint')}
        aside={<span class="faint counter">{t('create.count', { n: length, max: MOST_PROMPT })}</span>}
      />
      <Choice
        legend={t('create.size')}
        name="size"
        value={order.size}
        onChange={(size) => changeOrder({ size })}
        options={SIZES.map((value) => ({
          value,
          label: t(`create.size.${value}`),
          note: value.replace('x', '×'),
          picture: <Shape size={value} />,
        }))}
      />
      <div class="order-row">
        <label class="select">
          <span>{t('create.style')}</span>
          <select value={order.style} onChange={(event) => changeOrder({ style: event.currentTarget.value })}>
            {STYLES.map((style) => (
              <option key={style.value} value={style.value}>
                {t(style.label)}
              </option>
            ))}
          </select>
        </label>
        <Choice
          legend={t('create.howMany')}
          name="count"
          value={order.count}
          onChange={(count) => changeOrder({ count })}
          options={COUNTS.map((value) => ({ value, label: value }))}
        />
        <Button look="primary" type="submit" busy={busy} disabled={!sendable} title={t('create.shortcut')}>
          <Brush size={18} aria-hidden="true" /> {busy ? t('create.busy') : t('create.submit')}
        </Button>
      </div>
      {!promptError(error) && <Notice error={error} />}
    </form>
  );
}

/** What the server says about the prompt itself stands under the prompt. */
function promptError(error: unknown): string | undefined {
  if (!(error instanceof Problem)) return undefined;
  if (error.code === 'prompt_blocked') return t('error.prompt_blocked');
  return error.field('prompt')?.message;
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
