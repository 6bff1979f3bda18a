import { Component, type ComponentChildren } from 'preact';
import { t } from '../i18n';
import { Button } from './Button';
import { CircleAlert, RotateCcw } from './icons';

interface Props {
  children: ComponentChildren;
}

/** Where a part of the page can't be shown, its words and ways out stand there; never nothing. */
export class Guard extends Component<Props, { broken: boolean }> {
  override state = { broken: false };

  static override getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override componentDidCatch(error: unknown): void {
    // For whoever looks into it; people get words of ours.
    console.warn('this could not be shown:', error);
  }

  override render() {
    return this.state.broken ? <Broken onAgain={() => this.setState({ broken: false })} /> : this.props.children;
  }
}

function Broken({ onAgain }: { onAgain: () => void }) {
  return (
    <div class="state" role="alert">
      <CircleAlert size={36} aria-hidden="true" />
      <h1>{t('error.title')}</h1>
      <p>{t('error.broken')}</p>
      <div class="state-actions">
        <Button onClick={onAgain}>
          <RotateCcw size={18} aria-hidden="true" /> {t('app.retry')}
        </Button>
        <Button onClick={() => location.reload()}>{t('app.reload')}</Button>
        <a class="button quiet" href="/" onClick={onAgain}>
          {t('app.goHome')}
        </a>
      </div>
    </div>
  );
}
