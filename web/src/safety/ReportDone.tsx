import { t } from '../i18n/trust';
import { CircleCheck } from '../parts/icons';

/** The report is taken: what happens with it now. */
export function ReportDone() {
  return (
    <div class="stack" role="status">
      <p class="done-line">
        <CircleCheck size={22} aria-hidden="true" /> <strong>{t('report.done')}</strong>
      </p>
      <div>
        <h3>{t('report.next')}</h3>
        <ol class="steps">
          <li>{t('report.next1')}</li>
          <li>{t('report.next2')}</li>
          <li>{t('report.next3')}</li>
          <li>{t('report.next4')}</li>
        </ol>
      </div>
      <p>
        <a href="/rules">{t('report.allRules')}</a>
      </p>
    </div>
  );
}
