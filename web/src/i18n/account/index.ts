/** For screens around one's own account: `t`, with their words at hand. */
import { learn } from '..';
import { account } from './en';

learn(account);

export * from '..';
