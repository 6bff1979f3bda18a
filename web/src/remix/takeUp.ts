import { changeOrder } from '../generation/order';
import { navigate } from '../routing/router';

/** Take up the remix that the address asks for, once: going back doesn't ask again. */
export function takeUp(search: string): void {
  const query = new URLSearchParams(search);
  const id = query.get('remix');
  if (!id) return;
  const post = query.get('from');
  changeOrder({ original: { id, ...(post && { post }) } });
  navigate('/create', { replace: true });
}
