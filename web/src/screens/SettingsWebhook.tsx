import { useState } from 'preact/hooks';
import { Problem } from '../api';
import { webhook as api } from '../api/creation';
import type { Webhook } from '../api/types';
import { draft, settle } from '../drafts';
import { explain } from '../i18n/errors';
import { ago, t, type Key } from '../i18n/studio';
import { useLoaded } from '../loading';
import { BackLink } from '../parts/BackLink';
import { Button } from '../parts/Button';
import { Dialog } from '../parts/Dialog';
import { TextField } from '../parts/Field';
import { CircleAlert, CircleCheck, Link } from '../parts/icons';
import { Failure, Notice, PostSkeletons } from '../parts/States';
import { Screen } from '../parts/Screen';
import { tell } from '../parts/Toasts';

const EVENTS = ['generation.succeeded', 'generation.blocked', 'generation.failed', 'generation.cancelled'] as const;

interface Typed {
  url?: string;
  events?: readonly string[];
}

const typed = draft<Typed>('webhook', {});

/** No webhook yet is no failure. */
async function read(): Promise<Webhook | 'none'> {
  try {
    return await api.read();
  } catch (error) {
    if (error instanceof Problem && error.code === 'webhook_not_found') return 'none';
    throw error;
  }
}

/** Where Imagora tells a server of one's own about one's pictures. */
export default function SettingsWebhook() {
  const { value, error, reload, set } = useLoaded<Webhook | 'none'>('webhook', read);
  return (
    <Screen title={t('hook.title')} text={t('hook.text')} width="narrow" before={<BackLink href="/settings" label={t('settings.title')} />}>
      {value ? (
        <>
          {value !== 'none' && value.secret && <Secret secret={value.secret} />}
          {value !== 'none' && <Standing hook={value} />}
          <Form hook={value === 'none' ? null : value} onSaved={set} />
          <section class="panel stack">
            <h2>{t('hook.how')}</h2>
            <p class="faint">{t('hook.howText')}</p>
          </section>
          {value !== 'none' && <Removal onRemoved={() => set('none')} />}
        </>
      ) : error ? (
        <Failure error={error} onRetry={reload} />
      ) : (
        <PostSkeletons count={1} />
      )}
    </Screen>
  );
}

function Form({ hook, onSaved }: { hook: Webhook | null; onSaved: (hook: Webhook) => void }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [asked, setAsked] = useState(false);
  const url = typed.value.url ?? hook?.url ?? '';
  const events = typed.value.events ?? hook?.events ?? EVENTS;
  const edit = (part: Typed) => {
    setError(null);
    typed.value = { ...typed.value, ...part };
  };
  const wrong = error instanceof Problem ? error.field('url')?.message : undefined;
  const looksWrong = asked && !url.startsWith('https://');
  const submit = async (event: Event) => {
    event.preventDefault();
    setAsked(true);
    if (busy || events.length === 0 || !url.startsWith('https://')) return;
    const sent = typed.value;
    setBusy(true);
    try {
      onSaved(await api.put(url.trim(), events));
      settle(typed, sent, {});
      setAsked(false);
      setError(null);
      tell(t('hook.saved'));
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form class="panel stack" onSubmit={submit} noValidate>
      {!hook && <h2>{t('hook.none')}</h2>}
      <TextField
        label={t('hook.url')}
        type="url"
        inputMode="url"
        autocomplete="off"
        spellcheck={false}
        placeholder="https://example.org/imagora"
        maxLength={2_000}
        value={url}
        hint={t('hook.urlRule')}
        error={wrong ?? (looksWrong ? t('hook.urlWrong') : undefined)}
        onInput={(event) => edit({ url: event.currentTarget.value })}
      />
      <fieldset class="choice">
        <legend>{t('hook.events')}</legend>
        <div class="choice-options">
          {EVENTS.map((name) => (
            <label key={name} class="choice-option">
              <input
                type="checkbox"
                checked={events.includes(name)}
                onChange={(event) => edit({ events: event.currentTarget.checked ? [...events, name] : events.filter((one) => one !== name) })}
              />
              <span>{t(`hook.event.${name}` as Key)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      {events.length === 0 && <Notice>{t('hook.eventsWrong')}</Notice>}
      {!wrong && <Notice error={error} resend />}
      <div>
        <Button look="primary" type="submit" busy={busy} disabled={url === ''}>
          {t(hook ? 'hook.save' : 'hook.create')}
        </Button>
      </div>
    </form>
  );
}

/** How the newest delivery went, and whether the webhook is still on. */
function Standing({ hook }: { hook: Webhook }) {
  const last = hook.last_delivery;
  const off = hook.status === 'disabled';
  if (!last && !off) return null;
  const good = last?.status === 'delivered';
  return (
    <p class={off ? 'notice wrong' : 'notice'}>
      {good ? <CircleCheck size={18} aria-hidden="true" /> : <CircleAlert size={18} aria-hidden="true" />}
      <span>
        {off && <strong>{t('hook.off')} </strong>}
        {last && `${t(`hook.last.${last.status}`)} ${last.code ? `(HTTP ${last.code}) ` : ''}· ${ago(last.at)}`}
      </span>
    </p>
  );
}

function Secret({ secret }: { secret: string }) {
  const copy = () =>
    void navigator.clipboard.writeText(secret).then(
      () => tell(t('hook.copied')),
      () => tell(t('hook.copyFailed')),
    );
  return (
    <section class="panel stack secret" role="status">
      <TextField
        label={t('hook.secret')}
        readOnly
        value={secret}
        hint={t('hook.secretOnce')}
        onFocus={(event) => event.currentTarget.select()}
      />
      <div>
        <Button onClick={copy}>
          <Link size={17} aria-hidden="true" /> {t('hook.copy')}
        </Button>
      </div>
    </section>
  );
}

function Removal({ onRemoved }: { onRemoved: () => void }) {
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const remove = async () => {
    setBusy(true);
    try {
      await api.remove();
      setAsking(false);
      typed.value = {};
      onRemoved();
      tell(t('hook.removed'));
    } catch (failure) {
      tell(explain(failure));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div>
      <Button look="danger" onClick={() => setAsking(true)}>
        {t('hook.remove')}
      </Button>
      {asking && (
        <Dialog title={t('hook.removeTitle')} onClose={() => setAsking(false)}>
          <p>{t('hook.removeText')}</p>
          <div class="dialog-actions">
            <Button onClick={() => setAsking(false)}>{t('app.cancel')}</Button>
            <Button look="danger" busy={busy} onClick={remove}>
              {t('hook.remove')}
            </Button>
          </div>
        </Dialog>
      )}
    </div>
  );
}
