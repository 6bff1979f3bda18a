/** For keys, the page without a network and new versions: `t`, with their words at hand. */
import { learn } from '..';
import { feel } from './en';

learn(feel);

export * from '..';
