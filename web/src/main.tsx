import { render } from 'preact';
import { App } from './App';
import { preferredLanguage, speak } from './i18n';
import { watchUnread } from './notifications/unread';
import { startRouter } from './routing/router';
import { resume } from './session/session';
import './styles/index.css';

startRouter();
void resume();
watchUnread();
// Without the German catalogue (a lost connection) the page speaks English.
await speak(preferredLanguage()).catch(() => speak('en'));
render(<App />, document.getElementById('app')!);
