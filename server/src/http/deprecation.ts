import type { Deprecation } from '@patchlight/contract/deprecation';

/** The headers of RFC 9745 and RFC 8594 for a deprecated endpoint. */
export function deprecationHeaders({ since, sunset, link }: Deprecation, publicUrl: string): Record<string, string> {
  return {
    deprecation: `@${Date.parse(since) / 1000}`,
    sunset: new Date(sunset).toUTCString(),
    link: `<${publicUrl}${link}>; rel="deprecation"; type="text/html"`,
  };
}
