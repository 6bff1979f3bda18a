import { navigate, place } from '../routing/router';
import { signedIn } from './session';

/** True for members; guests are taken to sign in, and come back to where they were. */
export function membersOnly(): boolean {
  if (signedIn.value) return true;
  navigate(`/sign-in?next=${encodeURIComponent(place.value.path + place.value.search)}`);
  return false;
}
