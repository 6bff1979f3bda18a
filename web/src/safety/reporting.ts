import { deferred } from '../parts/deferred';
import { navigate } from '../routing/router';
import { signedIn } from '../session/session';
import type { ReportTarget } from './ReportDialog';

export const ReportDialog = deferred(() => import('./ReportDialog'));

/** Members are asked where they are; guests have a page of their own for what is urgent. */
export function report(target: ReportTarget, open: () => void): void {
  if (signedIn.value) open();
  else navigate(`/report?${target.kind}=${encodeURIComponent(target.id)}`);
}
