import { t } from '../i18n/feel';
import { Button } from '../parts/Button';
import { Switch } from '../parts/Field';
import { chooseKeys, singleKeys } from './choice';
import { helping } from './keys';

export function KeysSetting() {
  return (
    <section class="panel stack">
      <h2>{t('keys.title')}</h2>
      <Switch label={t('keys.single')} hint={t('keys.singleText')} on={singleKeys.value} onChange={chooseKeys} />
      <div>
        <Button onClick={() => (helping.value = true)}>{t('keys.show')}</Button>
      </div>
    </section>
  );
}
