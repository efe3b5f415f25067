import { expect, it } from 'vitest';
import { framed } from './framed.ts';

const shown = (html: string) => new DOMParser().parseFromString(framed(html), 'text/html');

it('draws what stands at an element by a rule for it alone', () => {
  const page = shown('<p style="color:#123456" class="a">One</p><p style="margin:0">Two</p>');
  expect(page.querySelectorAll('[style], [data-style]')).toHaveLength(0);
  const [one, two] = [...page.querySelectorAll('p')].map((each) => each.getAttribute('data-at'));
  const rules = page.querySelector('style:last-of-type')?.textContent;
  expect(rules).toContain(`[data-at="${one}"]:not(#at){color:#123456}`);
  expect(rules).toContain(`[data-at="${two}"]:not(#at){margin:0}`);
});

it('gives every style the nonce of the page', () => {
  const page = shown('<html><head><style>p > a { color: red }</style></head><body><p>Style = "x"</p></body></html>');
  expect([...page.querySelectorAll('style')].every((style) => style.hasAttribute('nonce'))).toBe(true);
  expect(page.querySelector('style')?.textContent).toBe('p > a { color: red }');
  expect(page.querySelector('p')?.textContent).toBe('Style = "x"');
});

it('opens links beside the page, and leaves out what could run or lead away', () => {
  const page = shown(
    '<base href="https://example.org"><meta http-equiv="refresh" content="0"><script>alert(1)</script><a href="/sites">Sites</a>',
  );
  expect(page.querySelectorAll('script, base, meta[http-equiv]')).toHaveLength(0);
  expect(page.querySelector('a')?.target).toBe('_blank');
});
