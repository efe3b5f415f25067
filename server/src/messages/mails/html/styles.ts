import type { CSSProperties } from 'react';

// Values of the application's tokens. Mail programs keep styles of elements and may drop the sheet: elements have the light
// colours and all measures, the sheet has the dark colours and the narrow screen.

export const ink = '#1F2937';
export const quiet = '#5B6470';
const hairline = '#E5E8EC';

const face = '-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif';
const mono = 'SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace';

const styled = <Names extends string>(styles: Readonly<Record<Names, CSSProperties>>) => styles;

export const styles = styled({
  page: { margin: 0, padding: 0, backgroundColor: '#F7F8FA', color: ink, font: `16px/24px ${face}` },
  // Seen by whoever lists mails, and by nobody who opens one.
  preheader: {
    display: 'none',
    maxHeight: 0,
    maxWidth: 0,
    overflow: 'hidden',
    opacity: 0,
    fontSize: 1,
    lineHeight: '1px',
  },
  outer: { padding: '24px 16px' },
  card: {
    width: '100%',
    maxWidth: 568,
    backgroundColor: '#FFFFFF',
    border: `1px solid ${hairline}`,
    borderRadius: 8,
    borderCollapse: 'separate',
  },
  pad: { padding: 24, font: `16px/24px ${face}`, color: ink, textAlign: 'left' },
  kicker: { fontSize: 13, lineHeight: '20px', color: quiet, overflowWrap: 'anywhere' },
  title: { margin: '12px 0 8px', fontSize: 20, lineHeight: '26px', fontWeight: 700, overflowWrap: 'anywhere' },
  part: {
    margin: '32px 0 8px',
    padding: '24px 0 0',
    borderTop: `1px solid ${hairline}`,
    fontSize: 18,
    lineHeight: '24px',
    fontWeight: 700,
    overflowWrap: 'anywhere',
  },
  heading: { margin: '24px 0 0', fontSize: 16, lineHeight: '24px', fontWeight: 700 },
  line: { margin: '0 0 12px', overflowWrap: 'anywhere' },
  link: { color: '#3B3FD8' },
  status: { margin: '0 0 12px' },
  facts: { width: '100%', margin: '0 0 12px', fontSize: 14, lineHeight: '20px' },
  term: { width: 112, padding: '2px 12px 2px 0', color: quiet, verticalAlign: 'top' },
  fact: { padding: '2px 0', verticalAlign: 'top', overflowWrap: 'anywhere' },
  table: { width: '100%', margin: '8px 0 12px', fontSize: 14, lineHeight: '20px' },
  group: { padding: '16px 0 4px', fontSize: 13, fontWeight: 700, textAlign: 'left', overflowWrap: 'anywhere' },
  rowLink: { color: 'inherit', textDecoration: 'none' },
  note: { fontSize: 12, lineHeight: '16px', fontWeight: 400, color: quiet },
  // The weight is that of what stands around it.
  folded: { display: 'none', fontSize: 12, lineHeight: '16px', color: quiet },
  version: { fontFamily: mono, fontSize: 13, lineHeight: '20px' },
  token: { whiteSpace: 'nowrap' },
  more: { margin: '0 0 12px', fontSize: 14, lineHeight: '20px' },
  command: {
    margin: '16px 0',
    padding: '12px 14px',
    border: `1px solid ${hairline}`,
    borderRadius: 8,
    backgroundColor: '#F3F4F6',
    font: `13px/20px ${mono}`,
    overflowX: 'auto',
  },
  actions: { margin: '20px 0 0' },
  address: { margin: '12px 0', fontSize: 14, lineHeight: '20px', wordBreak: 'break-all' },
  bars: { width: '100%', margin: '8px 0 12px', fontSize: 13, lineHeight: '18px' },
  barLabel: { width: 64, color: quiet, whiteSpace: 'nowrap' },
  barValue: { width: 40, padding: '0 12px 0 0', textAlign: 'right', fontWeight: 700 },
  foot: { width: '100%', maxWidth: 568 },
  footPad: { padding: '16px 8px 0', font: `12px/18px ${face}`, color: quiet, textAlign: 'left' },
  footLine: { margin: '0 0 6px', overflowWrap: 'anywhere' },
});

const statusColours = {
  security: ['#91001B', '#FDECEC'],
  unsupported: ['#8A20EA', '#F6EBFD'],
  current: ['#08527B', '#E3F2FA'],
} as const;

export const pills = styled(
  Object.fromEntries(
    Object.entries(statusColours).map(([name, [color, backgroundColor]]) => [
      name,
      {
        display: 'inline-block',
        padding: '3px 10px',
        borderRadius: 12,
        fontSize: 13,
        lineHeight: '18px',
        fontWeight: 700,
        color,
        backgroundColor,
      },
    ]),
    // The keys are those of statusColours, which Object.fromEntries forgets.
  ) as Record<keyof typeof statusColours, CSSProperties>,
);

const button: CSSProperties = {
  display: 'inline-block',
  margin: '0 8px 8px 0',
  padding: '11px 18px',
  borderRadius: 8,
  fontSize: 14,
  lineHeight: '20px',
  fontWeight: 700,
  textAlign: 'center',
  textDecoration: 'none',
};
export const buttons = styled({
  main: { ...button, border: `1px solid ${ink}`, backgroundColor: ink, color: '#FFFFFF' },
  other: { ...button, border: '1px solid #868E99', color: ink },
});

/** Styles of a cell by whether it ends its row and whether it is short; of its edge below. */
export function cellStyle({
  isLast,
  isRight,
  isShort,
  isHead,
}: Record<'isLast' | 'isRight' | 'isShort' | 'isHead', boolean>) {
  return {
    padding: `${isHead ? 6 : 8}px ${isLast ? '0' : '12px'} ${isHead ? 6 : 8}px 0`,
    borderBottom: `1px solid ${isHead ? '#D0D5DC' : hairline}`,
    textAlign: isRight ? 'right' : 'left',
    verticalAlign: isHead ? 'bottom' : 'top',
    ...(isShort && !isHead && { whiteSpace: 'nowrap' }),
    ...(!isShort && !isHead && { overflowWrap: 'anywhere' }),
    ...(isHead && { fontSize: 12, lineHeight: '16px', fontWeight: 400, color: quiet }),
  } satisfies CSSProperties;
}

export const barStyle = (share: number): CSSProperties => ({
  width: `${Math.round(share * 100)}%`,
  height: 10,
  borderRadius: 2,
  backgroundColor: quiet,
  fontSize: 0,
  lineHeight: 0,
});

/** The sheet in the head; it must outdo what elements say of themselves. */
export const sheet = `:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (max-width:520px){
.m-outer{padding:16px 12px!important}.m-pad{padding:20px 16px!important}
.m-minor{display:none!important}.m-folded{display:block!important}.m-term{width:96px!important}
.m-button,.m-other{display:block!important;margin:0 0 8px!important}
}
@media (prefers-color-scheme:dark){
.m-page{background-color:#14171C!important;color:#E6E9EE!important}
.m-card{background-color:#1C2027!important;border-color:#2A303A!important}
.m-pad{color:#E6E9EE!important}.m-quiet{color:#9AA4B1!important}.m-link{color:#A9B0FF!important}
.m-head{border-color:#3B434F!important}.m-row{border-color:#2A303A!important}
.m-command{background-color:#161A1F!important;border-color:#2A303A!important}
.m-button{background-color:#E6E9EE!important;border-color:#E6E9EE!important;color:#14171C!important}
.m-other{border-color:#6C7683!important;color:#E6E9EE!important}
.m-security{color:#FA8181!important;background-color:#3B1518!important}
.m-unsupported{color:#E9CEF4!important;background-color:#3A2144!important}
.m-current{color:#3DAEFF!important;background-color:#0B2940!important}
.m-bar{background-color:#9AA4B1!important}
}`;
