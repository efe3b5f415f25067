import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { feed, feedXml } from '../test/feeds.ts';
import { describeRealData, readData } from '../test/real-data.ts';
import { parseReleaseHistory, ReleaseHistoryError } from './release-history.ts';

const wrap = (inner: string) => `<project><short_name>x</short_name>${inner}</project>`;
const codeOf = (xml: string) => {
  try {
    parseReleaseHistory(xml);
    return 'parsed';
  } catch (error) {
    return error instanceof ReleaseHistoryError ? error.code : error;
  }
};

describe('refused documents', () => {
  test.each([
    ['an empty body', '', 'empty'],
    ['white space', ' \n', 'not_xml'],
    ['an HTML page', '<!DOCTYPE html><html><head><meta charset="utf-8"></head></html>', 'doctype'],
    ['an HTML page without document type', '<html><body><p>Hello<br></p></body></html>', 'not_xml'],
    ['well-formed XML of another kind', '<rss><channel><title>x</title></channel></rss>', 'no_short_name'],
    ['an error document', '<?xml version="1.0"?>\n<error>No release history.</error>', 'error_document'],
    ['JSON', '{"releases": []}', 'not_xml'],
    ['a document type', `<!DOCTYPE project>${wrap('')}`, 'doctype'],
    ['an entity bomb', `<!DOCTYPE p [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${wrap('&b;')}`, 'doctype'],
    ['an external entity', `<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]>${wrap('&x;')}`, 'doctype'],
    ['an unknown entity', wrap('<title>&nbsp;</title>'), 'not_xml'],
    ['a truncated feed', feedXml({ releases: ['1.1.0', '1.0.0'] }).slice(0, -30), 'truncated'],
    ['a second root', `${wrap('')}<project/>`, 'not_xml'],
    [
      'a short name of another name space',
      '<project xmlns:a="u"><a:short_name>x</a:short_name></project>',
      'no_short_name',
    ],
    ['a short name too deep', '<project><a><short_name>x</short_name></a></project>', 'no_short_name'],
    ['100,000 open elements', '<a>'.repeat(100_000), 'too_deep'],
    ['more than 16 MiB', `<a>${'x'.repeat(16 * 1024 * 1024)}</a>`, 'too_large'],
  ])('%s', (_, xml, code) => {
    expect(codeOf(xml)).toBe(code);
  });

  test('the sentence of an error document is passed on', () => {
    expect(() => parseReleaseHistory('<error>No release history for x.</error>')).toThrow(
      /No release history for x\.$/,
    );
  });
});

describe('what is read', () => {
  test('texts, with the predefined entities, CDATA and comments', () => {
    const history = parseReleaseHistory(
      wrap('<title>A &amp; B<!-- c --> &#67;<![CDATA[<D>]]></title><supported_branches/>'),
    );
    expect(history).toMatchObject({ title: 'A & B C<D>', shortName: 'x', supportedBranches: '', releases: [] });
  });

  test('absent fields are null', () => {
    const absent = { title: null, type: null, projectStatus: null, supportedBranches: null, composerNamespace: null };
    expect(parseReleaseHistory(wrap(''))).toMatchObject(absent);
  });

  test('a short name may be empty, as for core; whether it is the right one is asked apart', () => {
    expect(parseReleaseHistory('<project><short_name/></project>').shortName).toBe('');
  });

  test('releases keep document order, also those that core drops', () => {
    const history = feed({ releases: ['2.0.0', 'dev-main', '1.0.0', { version: '3.0.0', status: 'draft' }] });
    expect(history.releases.map(({ version, isDropped }) => [version, isDropped])).toEqual([
      ['2.0.0', false],
      ['dev-main', true],
      ['1.0.0', false],
      ['3.0.0', true],
    ]);
  });

  test('a version that appears twice keeps its first position and its last content', () => {
    const twice = [{ version: '1.1.0', date: 1 }, '1.0.0', { version: '1.1.0', date: 2 }];
    expect(feed({ releases: twice }).releases).toMatchObject([{ version: '1.1.0', date: 2 }, { version: '1.0.0' }]);
  });

  test.each([
    ['1700000000', 1_700_000_000, false],
    [' 17 ', 17, false],
    ['1e3', 1000, false],
    ['0x10', null, true],
    ['yesterday', null, true],
    ['', null, true],
    [null, null, false],
  ])('date %j is %j', (date, seconds, isDropped) => {
    expect(feed({ releases: [{ version: '1.0.0', date }] }).releases).toMatchObject([{ date: seconds, isDropped }]);
  });

  test('an element given twice counts as its last, and white space is a value', () => {
    const release = '<release><version>1.0.0</version><version>1.1.0</version><status>published</status>';
    const xml = wrap(`<releases>${release}<release_link> </release_link></release></releases>`);
    expect(parseReleaseHistory(xml).releases).toMatchObject([{ version: '1.1.0', link: ' ', isDropped: false }]);
  });
});

test('nothing but a ReleaseHistoryError leaves the parser', () => {
  const part = fc
    .constantFrom('<project>', '</project>', '<short_name>', '</short_name>', '<releases><release>', '&amp;')
    .chain((known) =>
      fc.oneof(
        fc.constant(known),
        fc.constantFrom('&x;', '<!DOCTYPE a>', '<![CDATA[', ']]>', '<a b="c">', '\0', '\uD800'),
      ),
    );
  const documents = fc.oneof(
    fc.string(),
    fc.array(fc.oneof(part, fc.string({ maxLength: 3 }))).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(documents, (xml) => {
      const code = codeOf(xml);
      expect(code).toBeTypeOf('string');
    }),
    { numRuns: 2000 },
  );
});

test('time grows with the size, not with its square', () => {
  const documents: ((size: number) => string)[] = [
    (size) => feedXml({ releases: Array.from({ length: size / 50 }, (_, index) => `1.${index}.0`) }),
    (size) => wrap(`<title>${'&amp;'.repeat(size)}</title>`),
    (size) => wrap(`<title ${Array.from({ length: size / 4 }, (_, index) => `a${index}=""`).join(' ')}/>`),
    (size) => wrap(`<!--${'- '.repeat(size)}-->`),
    (size) => `<!DOCTYPE a [${'<!ENTITY a "b">'.repeat(size)}`,
    (size) => wrap('<a><b></b></a>'.repeat(size / 4)),
  ];
  for (const documentOf of documents) {
    const milliseconds = (size: number) => {
      const xml = documentOf(size);
      // Processor time, not the clock: other programs share the machine.
      const runs = [1, 2, 3, 4, 5].map(() => {
        const start = process.cpuUsage();
        codeOf(xml);
        return process.cpuUsage(start).user / 1000;
      });
      return Math.min(...runs);
    };
    // Eight times the size takes 64 times as long where it is quadratic; noise stays far below that.
    milliseconds(4000);
    expect(milliseconds(32_000)).toBeLessThan(32 * Math.max(milliseconds(4000), 0.5));
  }
});

describeRealData('captured feeds', () => {
  test.each([
    ['token', 24, 'drupal/token'],
    ['bootstrap', 54, 'drupal/bootstrap'],
    ['pathauto', 18, null],
    ['drupal', 28, null],
  ])('%s has %i releases, none dropped', (project, count, composerNamespace) => {
    const history = parseReleaseHistory(readData(`release-history/${project}.xml`), project);
    expect(history).toMatchObject({ shortName: project, projectStatus: 'published', composerNamespace });
    expect(history.releases).toHaveLength(count);
    expect(history.releases.filter((release) => release.isDropped)).toEqual([]);
  });

  test('the first release of token, field by field', () => {
    expect(parseReleaseHistory(readData('release-history/token.xml')).releases[0]).toEqual({
      version: '8.x-1.17',
      status: 'published',
      date: 1_767_941_390,
      types: ['Bug fixes'],
      isCovered: true,
      coreCompatibility: '^10.3 || ^11',
      link: 'https://www.drupal.org/project/token/releases/8.x-1.17',
      downloadLink: 'https://ftp.drupal.org/files/projects/token-8.x-1.17.tar.gz',
      isDropped: false,
    });
  });

  test('the answer for an unknown project is refused', () => {
    expect(codeOf(readData('release-history/error/drupalbin.xml'))).toBe('error_document');
  });
});
