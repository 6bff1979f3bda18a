import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n';
import { tell } from './Toasts';

/** A part whose code comes when it is first shown: a dialog, say. Nothing stands in for it meanwhile. */
export function deferred<P extends object>(load: () => Promise<{ default: ComponentType<P> }>): ComponentType<P> {
  let found: ComponentType<any> | null = null;
  return function Deferred(props: P) {
    const [, rerender] = useState(0);
    useEffect(() => {
      if (found) return;
      load().then(
        (module) => {
          found = module.default;
          rerender(1);
        },
        () => {
          tell(t('error.unreachable'));
          // A dialog that could not come is closed, so that it can be opened again.
          (props as { onClose?: () => void }).onClose?.();
        },
      );
    }, []);
    const Found = found;
    return Found && <Found {...props} />;
  };
}
