import { t } from '../i18n';
import { Mark } from '../parts/Mark';
import { Screen } from '../parts/Screen';
import { navigate } from '../routing/router';
import { nextPlace } from '../routing/next';
import { SignInForm } from '../session/SignInForm';

export default function SignIn() {
  return (
    <Screen title={t('nav.signIn')} width="narrow" bare>
      <div class="gate panel">
        <Mark size={44} />
        <h2>{t('signIn.title')}</h2>
        <SignInForm onDone={() => navigate(nextPlace(), { replace: true })} />
        <p class="faint">
          {t('signIn.new')} <a href="/sign-up">{t('welcome.join')}</a>
        </p>
      </div>
    </Screen>
  );
}
