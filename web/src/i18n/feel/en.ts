import type { Message } from '../message';

/** Words of keys, of the page without a network and of a new version of it. They come after the first sight. */
export const feel = {
  'keys.title': 'Keys',
  'keys.text': 'They work while you are not typing. You can turn them off.',
  'keys.next': 'Next post',
  'keys.previous': 'Post before',
  'keys.like': 'Like it, or not any more',
  'keys.reply': 'Reply to it',
  'keys.passOn': 'Pass it on',
  'keys.keep': 'Save it, or not any more',
  'keys.open': 'Open it',
  'keys.new': 'New post',
  'keys.search': 'Search',
  'keys.home': 'Home',
  'keys.help': 'Show these keys',
  'keys.close': 'Close what lies on top',
  'keys.enter': 'Enter',
  'keys.escape': 'Esc',
  'keys.single': 'Single keys',
  'keys.singleText': 'Single letters such as J, K and L do something while you are not typing.',
  'keys.show': 'Show all keys',
  'look.before': 'Picture before',
  'look.next': 'Next picture',
  'look.place': 'Picture {at} of {of}',
  'look.full': 'Full size',
  'old.title': 'Your feed from before',
  'old.note': 'There is no connection. These are the newest posts from {when}.',
  'old.retry': 'Try to connect',
  'old.more': 'Everything else needs a connection.',
  'version.new': 'There is a new version of Imagora.',
  'version.take': 'Reload',
} as const satisfies Record<string, Message>;

export type FeelKey = keyof typeof feel;
