import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Unreachable } from '../api';
import { online } from '../connection';
import { Failure, PostSkeletons } from '../parts/States';

type Load = () => Promise<{ default: ComponentType<any> }>;

const loaded = new Map<Load, ComponentType<any>>();

/** A screen whose code comes when it is first wanted. */
export function Lazy({ load, params }: { load: Load; params: Record<string, string> }) {
  const [, rerender] = useState(0);
  const [failed, setFailed] = useState(false);
  const Found = loaded.get(load);
  const fetchCode = () => {
    setFailed(false);
    load().then(
      (module) => {
        loaded.set(load, module.default);
        rerender((turn) => turn + 1);
      },
      () => setFailed(true),
    );
  };
  useEffect(() => {
    if (!loaded.has(load)) fetchCode();
  }, [load]);
  // A browser may remember that a file did not come; then only a new page asks for it again.
  const again = () => void load().then(fetchCode, () => online.value && location.reload());
  if (Found) return <Found {...params} />;
  if (failed) return <Failure error={new Unreachable('code')} onRetry={again} />;
  return (
    <div class="screen reading">
      <PostSkeletons count={1} />
    </div>
  );
}
