/** Colours after Okabe and Ito, as the dashboard has them; fields of heat maps run from light to dark, or back where it is dark. */
const LIGHT = `color-scheme:light;--page:#f7f7f5;--surface:#fff;--line:#e3e4e0;--strong:#8b9097;--text:#1b1d20;--muted:#5b6168;--accent:#2453c4;
--good:#166b40;--good-soft:#e4f3ea;--soft:#ececea;
--c0:#4d5359;--c1:#0072b2;--c2:#d55e00;--c3:#00896a;--c4:#b0568c;--c5:#7a6a00;--c6:#2592c6;--c7:#8a4b12;
--h0:#f3f5f9;--h1:#d8e3f4;--h2:#abc6e8;--h3:#74a1d6;--h4:#4679bb;--h5:#2a5290;--h6:#14294f;--on-light:#1b1d20;--on-dark:#fff;`

const DARK = `color-scheme:dark;--page:#121416;--surface:#191c1f;--line:#2c3136;--strong:#767e87;--text:#e7e9eb;--muted:#a0a7af;--accent:#9db8ff;
--good:#6fd39c;--good-soft:#16301f;--soft:#2b2f33;
--c0:#b9c0c8;--c1:#56b4e9;--c2:#f08a4b;--c3:#35c79b;--c4:#e08cbf;--c5:#e6d54a;--c6:#a9c8ff;--c7:#d19a66;
--h0:#1d2226;--h1:#20344f;--h2:#2a4f80;--h3:#3f74b3;--h4:#6a9bd4;--h5:#a3c4ea;--h6:#e6f0fc;--on-light:#e7e9eb;--on-dark:#101418;`

const COLOURS = Array.from({ length: 8 }, (_, index) => `.c${index}{--c:var(--c${index})}`).join('')
const LEVELS = Array.from(
  { length: 7 },
  (_, level) =>
    `path.heat-${level}{stroke:var(--h${level});fill:none}.heat-key.heat-${level},.level-${level}{background:var(--h${level});color:var(${level < 3 ? '--on-light' : '--on-dark'})}`,
).join('')

/** The whole style of a report. */
export const STYLE = `
:root{${LIGHT}}
@media (prefers-color-scheme:dark){:root{${DARK}}}
${COLOURS}${LEVELS}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:15px/1.5 ui-sans-serif,system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif}
main,header,footer{max-width:1240px;margin:0 auto;padding:0 20px}
header{padding-top:28px}h1{font-size:26px;line-height:1.25;margin:0 0 6px}h2{font-size:21px;margin:44px 0 4px}h3{font-size:17px;margin:26px 0 8px}h4{font-size:15px;line-height:1.35;margin:0 0 8px}
.lead{color:var(--muted);max-width:78ch;margin:4px 0}.finding{font-size:17px;max-width:78ch;margin:10px 0}
.legend{position:sticky;top:0;z-index:2;background:var(--page);border-bottom:1px solid var(--line);display:flex;flex-wrap:wrap;gap:6px 8px;align-items:center;margin:16px -20px 0;padding:10px 20px}
.legend button{display:inline-flex;align-items:center;gap:7px;font:inherit;font-size:14px;color:inherit;background:var(--surface);border:1px solid var(--strong);border-radius:6px;padding:3px 10px 3px 7px;cursor:pointer}
.legend button[aria-pressed=false]{opacity:.55;text-decoration:line-through}
.legend button:focus-visible,.plot:focus-visible,.scroll:focus-visible,summary:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.hint{color:var(--muted);font-size:13px}
.grid2{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:18px;margin-top:16px}
figure{position:relative;margin:0;background:var(--surface);border:1px solid var(--line);border-radius:8px;padding:16px 16px 10px;break-inside:avoid;min-width:0}
figure.wide{grid-column:1/-1}figure.wide>.plot{max-width:860px}
.how,.key,.map-title{color:var(--muted);font-size:13px;line-height:1.45;margin:6px 0 4px}.how{max-width:100ch}
.map-title b{color:var(--text);font-size:14px;margin-right:6px}
.small .map-title b{display:block}.reach{stroke:var(--c);stroke-width:1.5;opacity:.55}.interval{stroke:var(--c);stroke-width:9;opacity:.35}.end{stroke:var(--c);stroke-width:2}.plot .row{fill:var(--text);font-size:13px}
.maps{display:grid;grid-template-columns:repeat(auto-fill,minmax(330px,1fr));gap:6px 18px}.maps.small{grid-template-columns:repeat(auto-fill,minmax(250px,1fr))}
.key span{white-space:nowrap;margin-right:10px}.heat-key{display:inline-block;width:16px;height:12px;margin-right:5px;vertical-align:-1px;border:1px solid var(--line)}
.swatch{display:inline-block;width:11px;height:11px;border-radius:2px;background:var(--c);margin-right:7px}
.plot{display:block;width:100%;height:auto;overflow:visible}
.plot text{font-size:12px;fill:var(--muted)}.plot .axis{fill:var(--text)}
.grid{stroke:var(--line)}.base{stroke:var(--strong)}.fair{stroke:var(--text);stroke-dasharray:5 4;opacity:.7}.heat-ground{fill:var(--h0)}
.line{fill:none;stroke:var(--c);stroke-width:2;stroke-linejoin:round}.band{fill:var(--c);opacity:.13;stroke:none}.mark{fill:var(--surface);stroke:var(--c);stroke-width:1.8}.points .mark{fill:var(--c);fill-opacity:.35;stroke-width:1}
.sample{flex:none;vertical-align:-2px;margin-right:6px}.cursor line{stroke:var(--strong)}.cursor circle{fill:var(--c);stroke:var(--surface);stroke-width:1.5}
.tip{position:absolute;z-index:3;pointer-events:none;background:var(--surface);border:1px solid var(--strong);border-radius:6px;padding:6px 10px;font-size:13px;line-height:1.4;white-space:nowrap;box-shadow:0 4px 16px rgb(0 0 0/18%)}.tip div{display:flex;align-items:center;gap:6px}.tip i{width:10px;height:10px;border-radius:2px;background:var(--c)}
.scroll{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums;width:100%}
th,td{padding:7px 10px;text-align:right;border-bottom:1px solid var(--line);vertical-align:top}thead th{color:var(--muted);font-weight:600;font-size:13px;vertical-align:bottom}
th[scope=row],thead th:first-child{text-align:left;white-space:nowrap}td small{display:block;color:var(--muted);font-size:12px;white-space:nowrap}
tr.best{background:var(--good-soft)}.flag{font-size:12px;font-weight:600;color:var(--muted);margin-left:6px}.best .flag{color:var(--good)}
.ratios td{text-align:center;border:2px solid var(--surface);min-width:84px}.ratios td b{display:block}.ratios td small{color:inherit;opacity:.85}.ratios thead th{text-align:center}
.off{display:none!important}
details{margin:14px 0}summary{cursor:pointer;font-weight:600}pre{overflow-x:auto;font-size:13px;background:var(--surface);border:1px solid var(--line);border-radius:6px;padding:12px}
footer{color:var(--muted);font-size:13px;padding-top:30px;padding-bottom:40px}footer p{max-width:90ch}
@media (max-width:760px){main,header,footer{padding-left:12px;padding-right:12px}.legend{margin-left:-12px;margin-right:-12px;padding:8px 12px}.grid2{grid-template-columns:minmax(0,1fr)}figure{padding:12px 10px 8px}.maps,.maps.small{grid-template-columns:minmax(0,1fr)}h1{font-size:22px}.grid2>figure>.plot text{font-size:19px}.plot .row{font-size:19px}.hint{display:none}}
@media print{:root{${LIGHT}}body{background:#fff;font-size:11px}.legend{position:static}.hint,.tip{display:none}h2{break-before:page}h2:first-of-type{break-before:auto}figure{border-color:#bbb}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}details>*{display:block}}
`.trim()
