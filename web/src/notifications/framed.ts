import { nonce } from '../ui/theme.tsx';

/**
 * The HTML of a mail as it may stand in a frame of ours. A frame without an address has the policy of the page around it:
 * styles are drawn only with its nonce, and those that stand at an element not at all, so that these become rules.
 */
export function framed(html: string): string {
  const page = new DOMParser().parseFromString(withoutComplaints(html), 'text/html');
  for (const element of page.querySelectorAll('script, base, meta[http-equiv]')) element.remove();
  for (const link of page.querySelectorAll('a')) {
    link.target = '_blank';
    link.rel = 'noopener noreferrer';
  }
  const rules: string[] = [];
  for (const [index, element] of [...page.querySelectorAll('[data-style]')].entries()) {
    // As strong as what stands at an element: no selector of a mail has an id.
    rules.push(`[data-at="${index}"]:not(#at){${element.getAttribute('data-style')}}`);
    element.removeAttribute('data-style');
    element.setAttribute('data-at', String(index));
  }
  const own = page.createElement('style');
  own.setAttribute('nonce', nonce);
  own.textContent = rules.join('\n');
  page.head.append(own);
  return `<!doctype html>${page.documentElement.outerHTML}`;
}

/** Also a document that is only read has the policy of the page: it is told of each style that it may not draw. */
function withoutComplaints(html: string): string {
  return html
    .replace(/<style\b/gi, `<style nonce="${nonce}"`)
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle=/gi, ' data-style='));
}
