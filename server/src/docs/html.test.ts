import { expect, it } from 'vitest';
import { html } from './html.ts';
import { jsonText } from './json.ts';

it('escapes texts, keeps HTML, leaves out what is undefined', () => {
  const text = `<script>alert("1")</script> & 'more'`;
  const escaped = '&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62; &#38; &#39;more&#39;';
  expect(html`<p title="${text}">${text}</p>`.text).toBe(`<p title="${escaped}">${escaped}</p>`);
  expect(html`${[html`<b>${1}</b>`, html`<i>${'<'}</i>`]}${undefined}`.text).toBe('<b>1</b><i>&#60;</i>');
});

it('writes JSON on one line where it fits, and always so that it reads back', () => {
  expect(jsonText({ a: [1, 'x'], b: {}, c: null })).toBe('{ "a": [1, "x"], "b": {}, "c": null }');
  const value = { list: [{ name: 'x'.repeat(60), other: 'y'.repeat(60) }, []], text: 'a "quoted" one', none: null };
  expect(jsonText(value)).toContain('\n      "name"');
  expect(JSON.parse(jsonText(value))).toEqual(value);
});
