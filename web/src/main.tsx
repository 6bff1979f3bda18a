import { render } from 'preact';
import { App } from './App';
import { Guard } from './parts/Guard';
import { preferredLanguage, speak } from './i18n';
import { watchUnread } from './notifications/unread';
import { startRouter } from './routing/router';
import { resume } from './session/session';
import './styles/index.css';

startRouter();
void resume();
watchUnread();
// Without the German catalogue (a lost connection) the page speaks English. No top-level await: with one, the bundler
// would split all that screens share into dozens of small files, which compress badly.
void speak(preferredLanguage())
  .catch(() => speak('en'))
  .then(() => render(<Guard><App /></Guard>, document.getElementById('app')!));

// After the first sight: it is not what people wait for.
addEventListener('load', () => setTimeout(() => void import('./later').then(({ startLater }) => startLater(), () => undefined)), { once: true });
