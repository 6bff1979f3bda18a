import { useState } from 'preact/hooks';
import { me, Problem } from '../api';
import { draft, settle } from '../drafts';
import { explain } from '../i18n/errors';
import { choose, language, LANGUAGES, t, type Key, type Language } from '../i18n/studio';
import { KeysSetting } from '../keys/KeysSetting';
import { Button } from '../parts/Button';
import { Dialog } from '../parts/Dialog';
import { PasswordField, Switch, TextArea, TextField } from '../parts/Field';
import { Ban, Bell, Coins, Eye, Hash, KeyRound, Scale, ShieldCheck, UserPlus, Users, VolumeX, Webhook } from '../parts/icons';
import { useSending } from '../parts/sending';
import { Notice } from '../parts/States';
import { Screen } from '../parts/Screen';
import { tell } from '../parts/Toasts';
import { Portrait } from '../people/Portrait';
import DefaultPolicy from '../remix/DefaultPolicy';
import { navigate } from '../routing/router';
import { eraseAccount, rename, viewer } from '../session/session';
import { SignOut } from '../session/SignOut';

export default function Settings() {
  const [deleting, setDeleting] = useState(false);
  return (
    <Screen title={t('settings.title')} width="panels">
      <ProfileForm />
      <PrivateSwitch />
      <nav class="panel doors" aria-label={t('settings.peace')}>
        <h2>{t('settings.peace')}</h2>
        {viewer.value?.roles.includes('moderator') && <Door href="/moderation" label="nav.moderation" Icon={ShieldCheck} />}
        {DOORS.map((door) => (
          <Door key={door.href} {...door} />
        ))}
      </nav>
      <nav class="panel doors" aria-label={t('settings.creation')}>
        <h2>{t('settings.creation')}</h2>
        <Door href="/credits" label="credits.open" Icon={Coins} />
        <Door href="/settings/webhook" label="hook.title" Icon={Webhook} />
      </nav>
      <nav class="panel doors" aria-label={t('settings.account')}>
        <h2>{t('settings.account')}</h2>
        {viewer.value?.private && <Door href="/requests" label="requests.title" Icon={Users} />}
        <Door href="/settings/password" label="settings.emailPassword" Icon={KeyRound} />
        <Door href="/invites" label="settings.invites" Icon={UserPlus} />
      </nav>
      <section class="panel stack">
        <h2>{t('settings.language')}</h2>
        <label class="select">
          <span class="hidden">{t('settings.language')}</span>
          <select value={language.value} onChange={(event) => void choose(event.currentTarget.value as Language)}>
            {Object.entries(LANGUAGES).map(([tag, name]) => (
              <option key={tag} value={tag} lang={tag}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </section>
      <KeysSetting />
      <SignOut />
      <section class="panel stack">
        <h2>{t('settings.danger')}</h2>
        <p class="faint">{t('settings.dangerText')}</p>
        <div>
          <Button look="danger" onClick={() => setDeleting(true)}>
            {t('settings.delete')}
          </Button>
        </div>
      </section>
      {deleting && <DeleteAccount onClose={() => setDeleting(false)} />}
    </Screen>
  );
}

const DOORS = [
  { href: '/settings/content', label: 'nav.content', Icon: Eye },
  { href: '/my-moderation', label: 'nav.myModeration', Icon: Scale },
  { href: '/settings/notifications', label: 'settings.notifications', Icon: Bell },
  { href: '/settings/words', label: 'settings.words', Icon: Hash },
  { href: '/settings/mutes', label: 'settings.mutes', Icon: VolumeX },
  { href: '/settings/blocks', label: 'settings.blocks', Icon: Ban },
] as const;

function Door({ href, label, Icon }: { href: string; label: Key; Icon: typeof Ban }) {
  return (
    <a class="door" href={href}>
      <Icon size={20} aria-hidden="true" />
      <span>{t(label)}</span>
    </a>
  );
}

/** Who may follow: everybody, or who is let in. */
function PrivateSwitch() {
  const [busy, setBusy] = useState(false);
  const on = viewer.value?.private ?? false;
  const set = async (wanted: boolean) => {
    setBusy(true);
    try {
      rename(await me.update({ private: wanted }));
      tell(t('app.saved'));
    } catch (error) {
      tell(explain(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section class="panel stack">
      <h2>{t('settings.privacy')}</h2>
      <Switch label={t('settings.private')} hint={t(on ? 'settings.privateOn' : 'settings.privateOff')} on={on} busy={busy || !viewer.value} onChange={set} />
      <DefaultPolicy />
    </section>
  );
}

const profileDraft = draft<{ name?: string; bio?: string }>('profile', {});

function ProfileForm() {
  const form = { name: viewer.value?.name ?? '', bio: viewer.value?.bio ?? '', ...profileDraft.value };
  const edit = (part: { name?: string; bio?: string }) => {
    profileDraft.value = { ...profileDraft.value, ...part };
  };
  const { busy, error, submit } = useSending(async () => {
    const sent = profileDraft.value;
    const changed = await me.update({
      name: form.name.trim(),
      ...(sent.bio !== undefined && { bio: sent.bio.trim() }),
    });
    rename(changed);
    settle(profileDraft, sent, {});
    tell(t('app.saved'));
  }, form.name.trim() !== '');
  const wrong = (name: string) => (error instanceof Problem ? error.field(name)?.message : undefined);
  return (
    <form class="panel stack" onSubmit={submit}>
      <h2>{t('settings.profile')}</h2>
      <Portrait />
      <TextField
        label={t('field.name')}
        autocomplete="name"
        maxLength={50}
        required
        disabled={!viewer.value}
        value={form.name}
        error={wrong('name')}
        onInput={(event) => edit({ name: event.currentTarget.value })}
      />
      <TextArea
        label={t('settings.bio')}
        rows={3}
        maxLength={300}
        disabled={!viewer.value}
        value={form.bio}
        error={wrong('bio')}
        onInput={(event) => edit({ bio: event.currentTarget.value })}
      />
      <Notice error={error} resend />
      <div>
        <Button look="primary" type="submit" busy={busy} disabled={form.name.trim() === ''}>
          {t('app.save')}
        </Button>
      </div>
    </form>
  );
}

function DeleteAccount({ onClose }: { onClose: () => void }) {
  const [password, setPassword] = useState('');
  const { busy, error, submit: erase } = useSending(async () => {
    await eraseAccount(password);
    navigate('/', { replace: true });
  }, password !== '');
  const wrong = error instanceof Problem && error.code === 'invalid_credentials';
  return (
    <Dialog title={t('settings.deleteTitle')} onClose={onClose}>
      <form class="stack" onSubmit={erase}>
        <p>{t('settings.dangerText')}</p>
        <PasswordField
          label={t('settings.deletePassword')}
          autocomplete="current-password"
          value={password}
          error={wrong ? t('settings.wrongPassword') : undefined}
          onInput={(event) => setPassword(event.currentTarget.value)}
        />
        {!wrong && <Notice error={error} />}
        <div class="dialog-actions">
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button look="danger" type="submit" busy={busy} disabled={password === ''}>
            {t('settings.delete')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
