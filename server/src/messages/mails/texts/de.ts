import { mails } from './de/mails.ts';
import { news } from './de/news.ts';
import { terms } from './de/terms.ts';

export const de = { ...terms, ...news, ...mails };
