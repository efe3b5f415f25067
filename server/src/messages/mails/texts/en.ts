import { mails } from './en/mails.ts';
import { news } from './en/news.ts';
import { terms } from './en/terms.ts';

/** Words of mails. Those of the application are in `web/src/text/`: what is the same is said the same. */
export const en = { ...terms, ...news, ...mails };
