import { useEffect } from 'preact/hooks';
import { online } from './connection';
import { t } from './i18n';
import { Failure, NotFound, PostSkeletons } from './parts/States';
import { Guard } from './parts/Guard';
import { Late } from './parts/Late';
import { deferred } from './parts/deferred';
import { Foot } from './parts/Foot';
import { Toasts } from './parts/Toasts';
import { nextPlace } from './routing/next';
import { Lazy } from './routing/Lazy';
import { navigate, place } from './routing/router';
import { resolve } from './routing/routes';
import { SessionEnded } from './session/SessionEnded';
import { phase, resume, startError } from './session/session';
import { Rail, TopBar } from './parts/Navigation';
import { Screen } from './parts/Screen';

const OldHome = deferred(() => import('./offline/OldHome'));

export function App() {
  return (
    <>
      <a class="skip" href="#main">
        {t('app.skip')}
      </a>
      <div class="app">
        <TopBar />
        <Rail />
        <main id="main" tabIndex={-1}>
          {!online.value && (
            <p class="banner" role="status">
              {t('app.offline')}
            </p>
          )}
          <Guard key={place.value.path}>
            <Outlet />
          </Guard>
        </main>
        <Foot />
      </div>
      <SessionEnded />
      <Late />
      <Toasts />
    </>
  );
}

function Outlet() {
  switch (phase.value) {
    case 'starting':
      return (
        <div class="screen reading has-side">
          <div class="column">
            {place.value.path === '/' && <div class="prompt-door" aria-hidden="true" />}
            <PostSkeletons />
          </div>
        </div>
      );
    case 'unreachable':
      return (
        <Screen title={t('error.title')} bare>
          <Failure error={startError.value} onRetry={() => void resume()} />
          {place.value.path === '/' && <OldHome />}
        </Screen>
      );
    default:
      return <Destined member={phase.value === 'in'} />;
  }
}

function Destined({ member }: { member: boolean }) {
  const { path, search } = place.value;
  const found = resolve(path, search, member);
  const redirected = found !== null && 'redirect' in found;
  useEffect(() => {
    // Asked again: whoever signed out or in may have gone elsewhere since this was rendered.
    const { path: now, search: query } = place.value;
    const destination = resolve(now, query, member);
    if (destination && 'redirect' in destination) {
      navigate(member ? nextPlace() : destination.redirect, { replace: true });
    }
  }, [redirected, path]);
  if (found === null) {
    return (
      <Screen title={t('app.notFound')} bare>
        <NotFound />
      </Screen>
    );
  }
  if ('redirect' in found) return null;
  const { route, params } = found;
  if (route.load) return <Lazy key={path} load={route.load} params={params} />;
  const Found = route.screen!;
  return <Found key={path} {...params} />;
}
