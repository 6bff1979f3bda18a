/** For screens of creation: `t`, with their words at hand. */
import { learn } from '..';
import { studio } from './en';

learn(studio);

export * from '..';
