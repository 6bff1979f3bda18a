import type { ComponentType } from 'preact';
import Home from '../screens/Home';
import PostPage from '../screens/PostPage';
import Welcome from '../screens/Welcome';
import { match } from './router';

// Screens differ in their parameters, which `match` fills by name.
type Screen = ComponentType<any>;
type LoadScreen = () => Promise<{ default: Screen }>;

interface Route {
  pattern: string;
  /** Who may see it: those without a session are sent to sign in, or those with one to home. */
  for?: 'members' | 'guests';
  screen?: Screen;
  load?: LoadScreen;
}

/** Home and a post come with the first script: that is where people arrive. */
export const ROUTES: readonly Route[] = [
  { pattern: '/', for: 'members', screen: Home },
  { pattern: '/', for: 'guests', screen: Welcome },
  { pattern: '/p/:id', screen: PostPage },
  { pattern: '/posts/:id', screen: PostPage },
  { pattern: '/p/:id/history', load: () => import('../screens/History') },
  { pattern: '/p/:id/:what', load: () => import('../screens/PostAround') },
  { pattern: '/@:handle', load: () => import('../screens/Profile') },
  { pattern: '/@:handle/:what', load: () => import('../screens/Follows') },
  { pattern: '/explore', load: () => import('../screens/Explore') },
  { pattern: '/search', load: () => import('../screens/Search') },
  { pattern: '/tags/:tag', load: () => import('../screens/Tag') },
  { pattern: '/notifications', for: 'members', load: () => import('../screens/Notifications') },
  { pattern: '/requests', for: 'members', load: () => import('../screens/Requests') },
  { pattern: '/bookmarks', for: 'members', load: () => import('../screens/Kept') },
  { pattern: '/likes', for: 'members', load: () => import('../screens/Kept') },
  { pattern: '/create', for: 'members', load: () => import('../screens/Create') },
  { pattern: '/remixes/:id', load: () => import('../screens/Remixes') },
  { pattern: '/credits', for: 'members', load: () => import('../screens/Credits') },
  { pattern: '/gallery', for: 'members', load: () => import('../screens/Gallery') },
  { pattern: '/settings', for: 'members', load: () => import('../screens/Settings') },
  { pattern: '/settings/password', for: 'members', load: () => import('../screens/SettingsPassword') },
  { pattern: '/settings/content', for: 'members', load: () => import('../screens/SettingsContent') },
  { pattern: '/settings/notifications', for: 'members', load: () => import('../screens/SettingsNotifications') },
  { pattern: '/settings/webhook', for: 'members', load: () => import('../screens/SettingsWebhook') },
  { pattern: '/settings/words', for: 'members', load: () => import('../screens/SettingsWords') },
  { pattern: '/settings/blocks', for: 'members', load: () => import('../screens/SettingsPeople') },
  { pattern: '/settings/mutes', for: 'members', load: () => import('../screens/SettingsPeople') },
  { pattern: '/invites', for: 'members', load: () => import('../screens/Invites') },
  { pattern: '/my-moderation', for: 'members', load: () => import('../screens/MyModeration') },
  { pattern: '/moderation', for: 'members', load: () => import('../screens/Moderation') },
  { pattern: '/moderation/audit', for: 'members', load: () => import('../screens/Audit') },
  { pattern: '/moderation/cases/:id', for: 'members', load: () => import('../screens/CasePage') },
  { pattern: '/report', load: () => import('../screens/Report') },
  { pattern: '/check', load: () => import('../screens/Check') },
  { pattern: '/rules', load: () => import('../screens/Rules') },
  { pattern: '/transparency', load: () => import('../screens/Transparency') },
  { pattern: '/sign-in', for: 'guests', load: () => import('../screens/SignIn') },
  { pattern: '/forgot-password', for: 'guests', load: () => import('../screens/ForgotPassword') },
  { pattern: '/sign-up', for: 'guests', load: () => import('../screens/SignUp') },
];

export interface Destination {
  route: Route;
  params: Record<string, string>;
}

/** Where a path leads: a screen, somewhere else first, or nowhere. */
export function resolve(path: string, search: string, member: boolean): Destination | { redirect: string } | null {
  const found = ROUTES.flatMap((route) => {
    const params = match(route.pattern, path);
    return params ? [{ route, params }] : [];
  });
  const fitting = found.find(({ route }) => !route.for || (route.for === 'members') === member);
  if (fitting) return fitting;
  if (found.length === 0) return null;
  return { redirect: member ? '/' : `/sign-in?next=${encodeURIComponent(path + search)}` };
}
