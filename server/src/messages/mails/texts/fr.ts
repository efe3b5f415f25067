import { mails } from './fr/mails.ts';
import { news } from './fr/news.ts';
import { terms } from './fr/terms.ts';

export const fr = { ...terms, ...news, ...mails };
