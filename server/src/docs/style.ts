/** The look of every page that the server renders itself. Colour means status, and here there is none. */
export const style = `
:root{color-scheme:light dark;--canvas:light-dark(#F7F8FA,#14171C);--card:light-dark(#FFF,#1C2027);--sunken:light-dark(#F3F4F6,#161A1F);
--ink:light-dark(#1F2937,#E6E9EE);--muted:light-dark(#5B6470,#9AA4B1);--hairline:light-dark(#E5E8EC,#2A303A);--line:light-dark(#D0D5DC,#3B434F);
--link:light-dark(#3B3FD8,#A9B0FF);--selected:light-dark(#F1F2FD,#262A44);--mono:"JetBrains Mono",ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
*{box-sizing:border-box}
html{scroll-padding-top:16px;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--canvas);color:var(--ink);font:14px/1.45 Inter,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:break-word}
a{color:var(--link);text-underline-offset:4px}
:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:4px}
h1,h2,h3{line-height:1.3;letter-spacing:-.01em;font-weight:600}
h1{font-size:20px;margin:0 0 8px}h2{font-size:16px;margin:32px 0 8px}h3{font-size:14px;margin:20px 0 8px}
p,ul,ol{margin:0 0 12px;max-width:72ch}ul,ol{padding-left:20px}li{margin-bottom:4px}
.lead{color:var(--muted);margin-bottom:24px}.muted{color:var(--muted)}
code,pre{font-family:var(--mono);font-size:13px}
code{overflow-wrap:anywhere}td code{overflow-wrap:break-word}
pre{margin:0 0 12px;padding:12px 16px;background:var(--sunken);border:1px solid var(--hairline);border-radius:8px;line-height:20px;white-space:pre-wrap;overflow-wrap:anywhere;tab-size:2}
table{border-collapse:collapse;width:100%;margin:0 0 12px;font-size:13px}
th,td{text-align:left;vertical-align:top;padding:8px 16px 8px 0;border-bottom:1px solid var(--hairline)}
th{font-weight:500;color:var(--muted);border-bottom-color:var(--line)}
tr:has(:target){background:var(--selected);box-shadow:-8px 0 var(--selected),8px 0 var(--selected)}
.skip{position:absolute;left:-9999px}.skip:focus{position:static;display:inline-block;padding:8px 16px}
.bar{display:flex;align-items:center;gap:16px;min-height:48px;padding:0 24px;background:var(--card);border-bottom:1px solid var(--hairline)}
.bar b{font-weight:600}.bar a{color:inherit;text-decoration:none}.bar a:hover{text-decoration:underline}.bar .end{margin-left:auto}
.columns{display:grid;grid-template-columns:220px minmax(0,1fr);max-width:1200px}
.contents{padding:24px 0 24px 24px;font-size:13px;position:sticky;top:0;align-self:start;max-height:100vh;overflow-y:auto}
.contents ul{list-style:none;margin:0 0 16px;padding:0}.contents li{margin:0}
.contents h2{font-size:12px;font-weight:500;letter-spacing:0;color:var(--muted);margin:0 0 4px}
.contents a{display:block;padding:4px 8px;margin-left:-8px;border-radius:4px;color:inherit;text-decoration:none}
.contents a:hover{text-decoration:underline}.contents [aria-current]{background:var(--selected);font-weight:500}
main{padding:24px}
.wide-hidden{display:none}
.endpoint{background:var(--card);border:1px solid var(--hairline);border-radius:8px;padding:16px;margin:0 0 24px}
.endpoint:target{border-color:var(--link)}
.endpoint h2{font:600 14px/20px var(--mono);letter-spacing:0;margin:0 0 4px;overflow-wrap:anywhere}
.endpoint h2 a{color:inherit;text-decoration:none}.endpoint h2 a:hover{text-decoration:underline}
.endpoint>:last-child{margin-bottom:0}
.facts{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:4px 16px;margin:0 0 12px;font-size:13px}
.facts dt{color:var(--muted)}.facts dd{margin:0}
.list{list-style:none;padding:0;max-width:none}
.list li{display:grid;grid-template-columns:64px minmax(0,1fr);gap:0 8px;padding:8px 0;margin:0;border-bottom:1px solid var(--hairline)}
.list p{grid-column:2;margin:0;font-size:13px;color:var(--muted)}
.mark{font:500 12px/20px inherit;border:1px solid var(--line);border-radius:4px;padding:0 6px;white-space:nowrap}
details{margin:0 0 12px}summary{cursor:pointer;font-weight:600;padding:4px 0}
.home{max-width:720px;margin:0 auto;padding:48px 24px}
.steps{list-style:none;padding:0;max-width:none}.steps li{background:var(--card);border:1px solid var(--hairline);border-radius:8px;padding:16px;margin-bottom:16px}
.steps h2{margin:0 0 4px}.steps pre{margin:12px 0 0}.steps p{margin:0}
@media (max-width:767px){
.columns{display:flex;flex-direction:column}.contents{order:1;position:static;align-self:auto;max-height:none;padding:24px 16px;border-top:1px solid var(--hairline)}.contents a,.bar a,summary{min-height:44px;padding:12px 8px}
main{padding:16px}.bar{padding:0 16px;gap:0}.wide-hidden{display:inline}.endpoint{margin:0 -16px 16px;border-radius:0;border-width:1px 0}}
@media (max-width:575px){
table,tbody,tr,td{display:block}thead{display:none}tr{padding:8px 0;border-bottom:1px solid var(--hairline)}td{padding:0 0 2px;border:0}td code{overflow-wrap:anywhere}
.facts{grid-template-columns:minmax(0,1fr);gap:0}.facts dd{margin-bottom:8px}.list li{grid-template-columns:minmax(0,1fr)}.list p{grid-column:1}}
@media (prefers-contrast:more){:root{--muted:light-dark(#333B46,#D3D9E1);--hairline:light-dark(#868E99,#6C7683);--line:light-dark(#5B6470,#9AA4B1)}}
@media print{.contents,.bar{display:none}.columns{display:block}}
`;
