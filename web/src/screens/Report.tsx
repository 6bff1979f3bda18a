import { useState } from 'preact/hooks';
import { Problem } from '../api';
import { reports } from '../api/safety';
import { draft, settle } from '../drafts';
import { t } from '../i18n/trust';
import { Button } from '../parts/Button';
import { TextArea, TextField } from '../parts/Field';
import { Notice } from '../parts/States';
import { Screen } from '../parts/Screen';
import { place } from '../routing/router';
import { MOST_NOTE, reportedOf } from '../safety/ReportDialog';
import { ReportDone } from '../safety/ReportDone';
import { RuleChoice } from '../safety/RuleChoice';
import { useRulebook } from '../safety/rulebook';
import { namedTarget, targetOf } from '../safety/target';
import { signedIn } from '../session/session';

const EMPTY = { link: '', reason: '', note: '', contact: '' };
const written = draft('urgent-report', EMPTY);

/** Report what harms somebody, without an account. */
export default function Report() {
  const [done, setDone] = useState(false);
  return (
    <Screen title={t('report.publicTitle')} text={t(signedIn.value ? 'report.member' : 'report.publicText')} width="narrow">
      {done ? (
        <section class="panel">
          <ReportDone />
        </section>
      ) : (
        <>
          <p class="notice">{t('report.danger')}</p>
          <UrgentForm onDone={() => setDone(true)} />
          {!signedIn.value && <p class="faint">{t('report.otherRules')}</p>}
        </>
      )}
    </Screen>
  );
}

function UrgentForm({ onDone }: { onDone: () => void }) {
  const book = useRulebook();
  const [named, setNamed] = useState(() => namedTarget(place.value.search));
  const [state, setState] = useState<{ busy: boolean; error: unknown; unclear: boolean }>({ busy: false, error: null, unclear: false });
  const { link, reason, note, contact } = written.value;
  const edit = (part: Partial<typeof EMPTY>) => (written.value = { ...written.value, ...part });
  const target = named ?? targetOf(link);
  const send = async (event: Event) => {
    event.preventDefault();
    if (state.busy || reason === '') return;
    if (target === null) return setState({ busy: false, error: null, unclear: true });
    const typed = written.value;
    setState({ busy: true, error: null, unclear: false });
    try {
      const said = { ...(note.trim() !== '' && { note: note.trim() }), ...(contact.trim() !== '' && { contact: contact.trim() }) };
      await reports.sendUrgent(reportedOf(target), { reason, ...said });
      settle(written, typed, EMPTY);
      onDone();
    } catch (error) {
      setState({ busy: false, error, unclear: false });
    }
  };
  const gone = state.error instanceof Problem && state.error.status === 404;
  return (
    <form class="panel stack" onSubmit={send} noValidate>
      {named ? (
        <div class="named-target">
          <span>{t(`report.whatFixed.${named.kind}`, { id: named.id })}</span>
          <button type="button" class="link" onClick={() => setNamed(null)}>
            {t('report.whatOther')}
          </button>
        </div>
      ) : (
        <TextField
          label={t('report.what')}
          type="text"
          inputMode="url"
          required
          value={link}
          error={state.unclear && target === null ? t('report.whatWrong') : gone ? t('app.notFoundText') : undefined}
          hint={t('report.whatHint', { example: `${location.host}/p/…` })}
          onInput={(event) => edit({ link: event.currentTarget.value })}
        />
      )}
      <RuleChoice book={book} value={reason} onChange={(code) => edit({ reason: code })} among={(rule) => rule.urgent || signedIn.value} />
      <TextArea
        label={t('report.note')}
        hint={t('report.noteHint')}
        rows={3}
        maxLength={MOST_NOTE}
        value={note}
        onInput={(event) => edit({ note: event.currentTarget.value })}
      />
      {!signedIn.value && (
        <TextField
          label={t('report.contact')}
          hint={t('report.contactHint')}
          maxLength={254}
          autocomplete="email"
          value={contact}
          onInput={(event) => edit({ contact: event.currentTarget.value })}
        />
      )}
      {!(gone && !named) && <Notice error={state.error} resend />}
      <Button look="primary" type="submit" class="large" busy={state.busy} disabled={reason === '' || (!named && link.trim() === '')}>
        {t(state.busy ? 'report.busy' : 'report.submit')}
      </Button>
    </form>
  );
}
