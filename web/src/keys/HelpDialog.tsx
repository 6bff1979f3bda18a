import { t, type Key } from '../i18n/feel';
import { Dialog } from '../parts/Dialog';

const ROWS: readonly [string | Key, Key][] = [
  ['J', 'keys.next'],
  ['K', 'keys.previous'],
  ['keys.enter', 'keys.open'],
  ['L', 'keys.like'],
  ['R', 'keys.reply'],
  ['P', 'keys.passOn'],
  ['B', 'keys.keep'],
  ['N', 'keys.new'],
  ['/', 'keys.search'],
  ['H', 'keys.home'],
  ['?', 'keys.help'],
  ['keys.escape', 'keys.close'],
];

export default function HelpDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={t('keys.title')} onClose={onClose}>
      <dl class="key-list">
        {ROWS.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key.startsWith('keys.') ? t(key as Key) : key}</kbd>
            </dt>
            <dd>{t(what)}</dd>
          </div>
        ))}
      </dl>
      <p class="faint">
        {t('keys.text')} <a href="/settings" onClick={onClose}>{t('settings.title')}</a>
      </p>
    </Dialog>
  );
}
