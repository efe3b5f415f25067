import { SaxesParser, type SaxesTagPlain } from 'saxes';

/** Why a document is no release history. */
export type ReleaseHistoryErrorCode =
  | 'empty'
  | 'too_large'
  | 'doctype'
  | 'too_deep'
  | 'truncated'
  | 'not_xml'
  | 'error_document'
  | 'no_short_name'
  | 'wrong_project';

/** A document that must not be stored as a release history; the message is a plain sentence. */
export class ReleaseHistoryError extends Error {
  readonly code: ReleaseHistoryErrorCode;

  constructor(code: ReleaseHistoryErrorCode, message: string) {
    super(message);
    this.name = 'ReleaseHistoryError';
    this.code = code;
  }
}

/** A release as it stands in the document: element texts, and the pairs of its terms. */
export interface RawRelease {
  readonly fields: ReadonlyMap<string, string>;
  readonly terms: readonly { readonly vocabulary: string; readonly value: string }[];
  readonly isCovered: boolean;
}

/** The parts of a release history document that matter, as texts. */
export interface ReleaseHistoryDocument {
  readonly root: string;
  /** The root element's own text: the sentence of an `<error>` document. */
  readonly text: string;
  readonly fields: ReadonlyMap<string, string>;
  readonly releases: readonly RawRelease[];
}

const LONGEST = 16 * 1024 * 1024;
/** The depth at which core's own parser gives up. */
const DEEPEST = 256;

/**
 * Reads the XML in one pass, keeping only what lies at the known places. Names with a prefix belong to other
 * namespaces and never match. An element's text is its direct text, an element given twice counts as its last.
 * @throws ReleaseHistoryError where the text is no such XML. No entity but the predefined ones is ever resolved.
 */
export function readDocument(xml: string): ReleaseHistoryDocument {
  if (xml === '') throw new ReleaseHistoryError('empty', 'The document is empty.');
  if (xml.length > LONGEST) throw new ReleaseHistoryError('too_large', 'The document is larger than 16 MiB.');
  const reader = new Reader();
  const parser = new SaxesParser({ xmlns: false, position: false });
  parser.on('doctype', () => {
    throw new ReleaseHistoryError(
      'doctype',
      'The document declares a document type, which a release history never does.',
    );
  });
  parser.on('opentag', (tag) => reader.open(tag));
  parser.on('text', (text) => reader.append(text));
  parser.on('cdata', (text) => reader.append(text));
  parser.on('closetag', () => reader.close());
  try {
    parser.write(xml).close();
  } catch (error) {
    if (error instanceof ReleaseHistoryError) throw error;
    throw notWellFormed(error instanceof Error ? error.message : String(error));
  }
  return reader.document;
}

function notWellFormed(message: string): ReleaseHistoryError {
  const isCut = message.startsWith('unclosed tag') || message.startsWith('unexpected end');
  if (isCut) return new ReleaseHistoryError('truncated', 'The document ends before its last element is closed.');
  return new ReleaseHistoryError('not_xml', `The document is not well-formed XML: ${message}`);
}

class Reader {
  /** Names and texts of the open elements, the root at 1. */
  private readonly names: string[] = [];
  private readonly texts: string[] = [''];
  private depth = 0;
  private readonly fields = new Map<string, string>();
  private readonly releases: RawRelease[] = [];
  private release = newRelease();
  private vocabulary = '';
  private value = '';

  get document(): ReleaseHistoryDocument {
    const { fields, releases } = this;
    return { root: this.names[1] ?? '', text: this.texts[1] ?? '', fields, releases };
  }

  open(tag: SaxesTagPlain): void {
    this.depth++;
    if (this.depth > DEEPEST) {
      throw new ReleaseHistoryError('too_deep', `The document is nested more than ${DEEPEST} elements deep.`);
    }
    this.names[this.depth] = tag.name;
    this.texts[this.depth] = '';
    if (!this.isInRelease()) return;
    if (this.depth === 3) this.release = newRelease();
    if (this.depth === 4 && tag.name === 'security') this.release.isCovered = tag.attributes.covered === '1';
    if (this.depth === 5) this.vocabulary = this.value = '';
  }

  append(text: string): void {
    this.texts[this.depth] += text;
  }

  close(): void {
    const name = this.names[this.depth] ?? '';
    const text = this.texts[this.depth] ?? '';
    if (this.depth === 2) this.fields.set(name, text);
    else if (this.isInRelease()) this.closeInRelease(name, text);
    this.depth--;
  }

  private isInRelease(): boolean {
    return this.depth >= 3 && this.names[2] === 'releases' && this.names[3] === 'release';
  }

  private closeInRelease(name: string, text: string): void {
    if (this.depth === 3) this.releases.push(this.release);
    else if (this.depth === 4) this.release.fields.set(name, text);
    else if (this.names[4] !== 'terms') return;
    else if (this.depth === 5) this.release.terms.push({ vocabulary: this.vocabulary, value: this.value });
    else if (this.depth === 6 && name === 'name') this.vocabulary = text;
    else if (this.depth === 6 && name === 'value') this.value = text;
  }
}

function newRelease() {
  return { fields: new Map<string, string>(), terms: [] as RawRelease['terms'][number][], isCovered: false };
}
