import { t } from '../i18n';

/** What a new password must be; it says so when it is. */
export const Rule = ({ met }: { met: boolean }) => <span class={met ? 'met' : undefined}>{t('field.passwordRule')}</span>;
