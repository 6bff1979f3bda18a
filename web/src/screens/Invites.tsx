import { useState } from 'preact/hooks';
import { invites as api } from '../api/account';
import type { Invite } from '../api/types';
import { FeedList } from '../feed/FeedList';
import { useList, type PagedList } from '../feed/pages';
import { date, t } from '../i18n/account';
import { explain } from '../i18n/errors';
import { BackLink } from '../parts/BackLink';
import { Button } from '../parts/Button';
import { Choice } from '../parts/Field';
import { Link, Share2, X } from '../parts/icons';
import { useSending } from '../parts/sending';
import { Empty, Notice } from '../parts/States';
import { Screen } from '../parts/Screen';
import { tell } from '../parts/Toasts';

const NUMBERS = ['1', '5', '20'] as const;
type Uses = (typeof NUMBERS)[number];

/** Links by which others may join. */
export default function Invites() {
  const list = useList<Invite>('invites', api.list, (invite) => invite.code);
  return (
    <Screen title={t('invite.title')} text={t('invite.text')} width="narrow" before={<BackLink href="/settings" label={t('settings.title')} />}>
      <NewInvite onMade={(invite) => list.change((known) => [invite, ...known.filter(({ code }) => code !== invite.code)])} />
      <section class="panel stack" aria-labelledby="links">
        <h2 id="links">{t('invite.yours')}</h2>
        <FeedList
          list={list}
          class="words"
          skeleton={<Bones />}
          empty={<Empty title={t('invite.empty')} text={t('invite.emptyText')} />}
          quietEnd
        >
          {(invite) => <Row key={invite.code} invite={invite} list={list} />}
        </FeedList>
      </section>
    </Screen>
  );
}

function NewInvite({ onMade }: { onMade: (invite: Invite) => void }) {
  const [uses, setUses] = useState<Uses>('1');
  const { busy, error, submit } = useSending(async () => {
    const made = await api.create(Number(uses));
    onMade(made);
    await copy(made);
  });
  return (
    <form class="panel stack" onSubmit={submit}>
      <Choice
        legend={t('invite.uses')}
        name="uses"
        value={uses}
        onChange={setUses}
        options={NUMBERS.map((value) => ({ value, label: t('invite.people', { n: Number(value) }) }))}
      />
      <Notice error={error} resend />
      <div>
        <Button look="primary" type="submit" busy={busy}>
          {t('invite.create')}
        </Button>
      </div>
    </form>
  );
}

const addressOf = ({ code }: Invite) => `${location.origin}/sign-up?invite=${encodeURIComponent(code)}`;

async function copy(invite: Invite): Promise<void> {
  await navigator.clipboard.writeText(addressOf(invite)).then(
    () => tell(t('invite.copied')),
    () => tell(t('post.copyFailed')),
  );
}

function Row({ invite, list }: { invite: Invite; list: PagedList<Invite> }) {
  const { code, uses, used } = invite;
  const end = async () => {
    try {
      await api.end(code);
      list.change((known) => known.filter((other) => other.code !== code));
      tell(t('invite.ended', { code }));
    } catch (error) {
      tell(explain(error));
    }
  };
  // Closed by whoever shares: nothing to tell.
  const share = () => navigator.share({ title: t('invite.shareText'), url: addressOf(invite) }).catch(() => undefined);
  return (
    <div class="words-row">
      <span>
        <code class="invite-code">{code}</code>
        <span class="faint">
          {used >= uses ? t('invite.spent') : t('invite.used', { used, uses })} · {t('invite.until', { date: date(invite.expires_at) })}
        </span>
      </span>
      <span class="row-actions">
        {used < uses && (
          <button type="button" class="icon-button" aria-label={t('invite.copy')} title={t('invite.copy')} onClick={() => void copy(invite)}>
            <Link size={19} aria-hidden="true" />
          </button>
        )}
        {used < uses && 'share' in navigator && (
          <button type="button" class="icon-button" aria-label={t('invite.share')} title={t('invite.share')} onClick={() => void share()}>
            <Share2 size={19} aria-hidden="true" />
          </button>
        )}
        <button type="button" class="icon-button" aria-label={t('invite.end', { code })} title={t('invite.end', { code })} onClick={() => void end()}>
          <X size={19} aria-hidden="true" />
        </button>
      </span>
    </div>
  );
}

const Bones = () => (
  <div class="stack" role="status" aria-label={t('app.loading')}>
    {[0, 1].map((at) => (
      <span key={at} class="bone line" />
    ))}
  </div>
);
