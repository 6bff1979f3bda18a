import { t } from '../i18n';
import { place } from '../routing/router';
import { ArrowLeft } from './icons';

/** Back to where one came from; to `href` for who came from elsewhere. */
export function BackLink({ href = '/', label = t('nav.home') }: { href?: string; label?: string }) {
  const arrived = place.value.by === 'start';
  const back = (event: Event) => {
    if (arrived || history.length < 2) return;
    event.preventDefault();
    history.back();
  };
  return (
    <a class="back" href={href} onClick={back}>
      <ArrowLeft size={18} aria-hidden="true" /> {arrived ? label : t('app.back')}
    </a>
  );
}
