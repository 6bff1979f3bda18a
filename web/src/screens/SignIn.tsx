import { useState } from 'preact/hooks';
import { t } from '../i18n';
import { Mark } from '../parts/Mark';
import { Screen } from '../parts/Screen';
import { navigate } from '../routing/router';
import { nextPlace } from '../routing/next';
import { Confirm } from '../session/Confirm';
import { SignInForm } from '../session/SignInForm';

interface Waiting {
  email: string;
  password: string;
}

export default function SignIn() {
  const [waiting, setWaiting] = useState<Waiting | null>(null);
  const goOn = () => navigate(nextPlace(), { replace: true });
  return (
    <Screen title={t('nav.signIn')} width="narrow" bare>
      <div class="gate panel">
        <Mark size={44} />
        {waiting ? (
          <Confirm {...waiting} onDone={goOn} />
        ) : (
          <>
            <h2>{t('signIn.title')}</h2>
            <SignInForm onUnconfirmed={(email, password) => setWaiting({ email, password })} onDone={goOn} />
            <p class="gate-links faint">
              <a href="/forgot-password">{t('signIn.forgot')}</a>
              <span>
                {t('signIn.new')} <a href="/sign-up">{t('welcome.join')}</a>
              </span>
            </p>
          </>
        )}
      </div>
    </Screen>
  );
}
