/** The one style sheet. System fonts, two colour schemes, no images; kept small because every reader fetches it. */
import { createHash } from 'node:crypto';

const SOURCE = `
:root{color-scheme:light dark;--paper:#f8f5ef;--card:#fff;--ink:#1c1a17;--soft:#5b554b;--line:#dcd5c7;--edge:#837a6b;--accent:#0c5563;--hover:#083f4a;--on:#fff;--tint:#e3eff0;--bad:#a3211b;--bad-tint:#fbe9e6;
--serif:Georgia,"Noto Serif","Times New Roman",serif;--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",Arial,sans-serif}
@media (prefers-color-scheme:dark){:root{--paper:#13171a;--card:#1b2024;--ink:#ece8e1;--soft:#aeaaa2;--line:#343a40;--edge:#838a91;--accent:#86d0d8;--hover:#a9e2e8;--on:#07282d;--tint:#1c3438;--bad:#ff9d93;--bad-tint:#3a201e}}
*,::before,::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;min-height:100vh;display:flex;flex-direction:column;background:var(--paper);color:var(--ink);font:1.0625rem/1.6 var(--sans);overflow-wrap:break-word}
h1,h2,h3{font-family:var(--serif);line-height:1.15;text-wrap:balance;margin:0 0 .6em}
h1{font-size:clamp(1.75rem,1.1rem + 3vw,3.25rem);font-weight:700;letter-spacing:-.015em}
h2{font-size:1.375rem;line-height:1.25}
p,ul,ol,dl,table,pre{margin:0 0 1em}
ul,ol{padding-left:1.25em}
li+li{margin-top:.35em}
a{color:var(--accent);text-underline-offset:.18em;text-decoration-thickness:1px}
a:hover{color:var(--hover);text-decoration-thickness:2px}
code,pre{font:.9em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
code{background:var(--tint);padding:.1em .35em;border-radius:4px}
pre{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:1rem;overflow-x:auto}
pre code{background:none;padding:0}
:focus-visible{outline:3px solid var(--accent);outline-offset:3px}
main:focus{outline:none}
.skip{position:absolute;left:1rem;top:-6rem;z-index:1;background:var(--accent);color:var(--on);padding:.75rem 1rem;border-radius:0 0 8px 8px}
.skip:focus{top:0;color:var(--on)}

.bar,main{width:100%;max-width:72rem;margin:0 auto;padding-inline:clamp(1rem,4vw,2.5rem)}
.top{border-top:4px solid var(--accent);border-bottom:1px solid var(--line);background:var(--card)}
.top .bar{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;column-gap:1rem}
.top a{display:inline-flex;align-items:center;min-height:2.75rem}
.wordmark{font:700 1.25rem/1.2 var(--serif);color:var(--ink);text-decoration:none;padding-block:.75rem}
nav{display:flex;gap:1.25rem;font-size:.9375rem}
nav a{text-decoration:none}
nav [aria-current]{color:var(--ink);font-weight:600;box-shadow:inset 0 -2px var(--accent)}
main{flex:1;padding-block:clamp(2rem,5vw,4.5rem)}
.prose{max-width:47rem}
.prose:has(>.statement){max-width:61rem}
.scroll{overflow-x:auto}
.prose h1{font-size:clamp(1.75rem,1.3rem + 2.2vw,2.75rem)}
.prose h2{margin-top:1.75em}
.lede{font-size:clamp(1.125rem,1.05rem + .4vw,1.3125rem);line-height:1.5}
.intro .lede{color:var(--soft)}
.hint{color:var(--soft);font-size:.9375rem;line-height:1.5;margin:.5rem 0 0}
.kicker{color:var(--soft);font-weight:600;margin-bottom:.5em}
.bottom{border-top:1px solid var(--line);font-size:.9375rem}
.bottom a{display:inline-flex;align-items:center;min-height:3.5rem}

.button{display:inline-flex;align-items:center;justify-content:center;min-height:2.75rem;padding:.55rem 1.1rem;border:1.5px solid var(--accent);border-radius:8px;background:none;color:var(--accent);font:600 1rem/1.25 var(--sans);text-align:center;text-decoration:none;cursor:pointer}
.button:hover{border-color:var(--hover);color:var(--hover)}
.button.main{min-height:3.25rem;padding-inline:2rem;font-size:1.125rem;background:var(--accent);color:var(--on)}
.button.main:hover{background:var(--hover);color:var(--on)}
.button.quiet{border-color:var(--edge);color:var(--ink);background:var(--card)}
.button.quiet:hover{border-color:var(--accent);color:var(--accent)}
.button.grave,.button.grave:hover{border-color:var(--bad);background:var(--bad)}
.link{appearance:none;border:0;background:none;padding:0;min-height:2.75rem;color:var(--accent);font:600 1em var(--sans);text-decoration:underline;text-underline-offset:.18em;cursor:pointer}
.link:hover{color:var(--hover)}
.actions{display:flex;flex-wrap:wrap;gap:.75rem;margin-top:2rem}
.actions+p{margin-top:1.5rem}

.card{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:clamp(1rem,4vw,2.25rem);box-shadow:0 1px 2px #0000000d,0 12px 32px -16px #00000026}
fieldset{border:0;margin:0;padding:0;min-width:0}
legend,.field>label{display:block;padding:0;margin-bottom:.6rem;font-weight:600}
.give>*+*{margin-top:1.6rem}
input:not([type=radio],[type=checkbox]),select{width:100%;min-height:2.75rem;padding:.5rem .75rem;border:1.5px solid var(--edge);border-radius:8px;background:var(--card);color:var(--ink);font:1rem/1.25 var(--sans);text-overflow:ellipsis}
input[type=text]{font-size:1.25rem;max-width:12rem}
[aria-invalid=true]{border-color:var(--bad)!important;box-shadow:0 0 0 1px var(--bad)}
.currency{display:grid;grid-template-columns:auto minmax(0,1fr) auto;gap:.5rem .75rem;align-items:center;margin-bottom:1.6rem;padding-bottom:1.25rem;border-bottom:1px solid var(--line);font-size:.9375rem}
.tiles{display:flex;flex-wrap:wrap;gap:.5rem}
.tile{position:relative;flex:1 1 28%;cursor:pointer}
.tile input{position:absolute;inset:0;width:100%;height:100%;margin:0;opacity:0;cursor:pointer}
.face{display:flex;flex-direction:column;align-items:center;justify-content:center;height:100%;min-height:3.25rem;padding:.5rem .35rem;border:1.5px solid var(--edge);border-radius:8px;text-align:center;line-height:1.25;font-weight:600;font-variant-numeric:tabular-nums}
.amounts .face{font-size:1.1875rem;min-height:3.75rem}
.amounts .own .face{font-size:1rem}
.face small{font-size:.8125rem;font-weight:400;color:var(--soft)}
.tile:hover .face{border-color:var(--accent);background:var(--tint)}
:checked+.face{border-color:var(--accent)!important;background:var(--accent)!important;color:var(--on)}
:checked+.face small{color:inherit}
:focus-visible+.face{outline:3px solid var(--accent);outline-offset:3px}
.other,.day{margin-top:1rem}
.when .tile{flex-basis:40%}
.until{font-size:.8125rem;font-weight:400;color:var(--soft)}
:checked+.face .until{color:inherit}
.day input{max-width:14rem}
.way+.way{margin-top:.75rem;padding-top:.75rem;border-top:1px solid var(--line)}
.by-mail{padding:1.1rem 1.25rem;border-radius:8px;background:var(--tint)}
.by-mail>*+*{margin-top:1.4rem}
.later>fieldset:first-of-type,.by-mail>:first-of-type{margin-top:0}
.copy code{display:block;padding:.75rem 1rem;overflow-wrap:anywhere;user-select:all}
.check{display:flex;gap:.75rem;align-items:center;min-height:2.75rem;font-weight:600;cursor:pointer}
.check input{flex:none;width:1.5rem;height:1.5rem;margin:0;accent-color:var(--accent)}
.check+.hint{margin:0 0 0 2.25rem}
.bank{display:grid;gap:1rem 1.75rem;padding:1.1rem 1.25rem;border-left:4px solid var(--accent);border-radius:0 8px 8px 0;background:var(--tint);font-size:.9375rem;line-height:1.5}
.bank h2{font-size:1.0625rem;margin-bottom:.4em}
.bank p{margin:0}
.give .main{width:100%}
.marks{display:flex;flex-wrap:wrap;gap:.4rem;list-style:none;padding:0;margin-bottom:0}
.give .marks{margin-top:1rem}
.marks+.hint{margin-top:.75rem}
.marks li{margin:0;padding:.15rem .55rem;border:1px solid var(--line);border-radius:5px;color:var(--soft);font-size:.8125rem;font-weight:600;line-height:1.5}
.remind{margin-top:1.5rem;text-align:center}
.remind p{margin:0}
.remind .member{margin-top:1rem}
.letter{margin-top:2.5rem;padding-top:1.5rem;border-top:1px solid var(--line)}
.letter>*+*{margin-top:1rem}
.letter h2{margin:0}
.card>.letter{margin:0;padding:0;border:0}
.promises{font-size:.9375rem;color:var(--soft);margin-top:2.5rem;padding-top:1.5rem;border-top:1px solid var(--line)}
.promises h2{font-size:1.0625rem;color:var(--ink)}
.notice{margin:0 0 1.5rem;padding:1.1rem 1.25rem;border:1px solid var(--line);border-left:4px solid var(--accent);border-radius:0 8px 8px 0;background:var(--card)}
.notice>:last-child,.twin>:last-child{margin-bottom:0}
.notice h2{margin-top:0;font-size:1.1875rem}
.bad{border-color:var(--bad);background:var(--bad-tint)}
.bad a,.error{color:var(--bad);font-weight:600}
.error{margin:0 0 .6rem}
.twin{margin-top:3rem;padding-top:2rem;border-top:1px solid var(--line)}
.twin h2{margin-top:0}
.sum{border:1px solid var(--line);border-radius:14px;background:var(--card);padding:.25rem 1.5rem}
.sum div{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 1.5rem;padding:.9rem 0}
.sum div+div{border-top:1px solid var(--line)}
.sum dd{margin:0 0 0 auto;font-variant-numeric:tabular-nums}
.sum .total{font-weight:700;font-size:1.1875rem}
.mark{width:3.5rem;height:3.5rem;margin-bottom:1.25rem;fill:none;stroke:var(--accent);stroke-width:3;stroke-linecap:round;stroke-linejoin:round}
table{width:100%;border-collapse:collapse;font-size:.9375rem;line-height:1.5}
th,td{padding:.75rem 1rem .75rem 0;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
th[scope=row]{width:34%}
thead th{color:var(--soft);font-weight:600}

th.sum-of,td.sum-of{text-align:right;padding-right:0;font-variant-numeric:tabular-nums;white-space:nowrap}
.tag{display:inline-block;padding:.1rem .6rem;border-radius:1rem;background:var(--tint);font-size:.8125rem;font-weight:600;line-height:1.5}
.past-due .tag,.tag.refunded,.tag.partly-refunded,.tag.disputed,.tag.taken-back{background:var(--bad-tint);color:var(--bad)}
.plan+.plan{margin-top:1.5rem}
.plan h2{font-size:clamp(1.75rem,1.5rem + 1.5vw,2.5rem);margin:.5rem 0}
.plan>:last-child{margin-bottom:0}
.plan .state{display:flex;flex-wrap:wrap;align-items:center;gap:.25rem .75rem;color:var(--soft);font-size:.9375rem;margin:0}
.plan .notice,.plan .lede{margin-top:0}
.plan .tag{color:var(--ink)}
.plan.past-due .tag{color:var(--bad)}
.plan .actions{align-items:center;margin-top:1.5rem}
.plan .actions .main{min-height:2.75rem;padding-inline:1.1rem;font-size:1rem}
.plan .leave{display:inline-flex;align-items:center;min-height:2.75rem;padding-inline:.25rem}
.plan.ended{background:none;box-shadow:none}
.history{margin-top:3rem}
.more h2{margin:0 0 .4em}
.more section+section{margin-top:1.75rem}
.more p{margin-bottom:.5em}
.more ul{margin:0;padding:0;list-style:none}
.more li+li{margin:0}
.more li a{display:inline-flex;align-items:center;min-height:2.75rem}
.more .actions{margin-top:.75rem}
.change>h2,.change>fieldset:first-of-type{margin-top:0}
.back{margin-top:1.5rem}
.back a,.alone a{display:inline-flex;align-items:center;min-height:2.75rem}
.notice .actions{margin-top:1rem}
.facts div{display:grid;grid-template-columns:minmax(5rem,32%) 1fr;gap:0 1rem;padding:.6rem 0;border-top:1px solid var(--line)}
.facts dt{color:var(--soft)}
.facts dd{margin:0;font-weight:600}
.facts .hint{display:block;font-weight:400}
.blank{display:block;height:1.6rem;border-bottom:1px solid var(--ink)}
.statement th[scope=row]{width:auto}
.statement td:not(:nth-child(2)){white-space:nowrap}
.statement code{background:none;padding:0;overflow-wrap:anywhere}
tfoot th,tfoot td{border:0;border-top:2px solid var(--ink);font-size:1.0625rem;font-weight:700}
tfoot tr+tr>*{border-top:0;padding-top:0}

@supports selector(:has(*)){.amounts,.other,.also,.face small,.later .day,.by-mail{display:none}
.give:has([value=once]:checked) .once,.give:has([value=monthly]:checked) .monthly,.give:has([value=annual]:checked) .annual,.amounts:has([value=other]:checked) .other,.give:has(#coverCosts:checked) .face small,.later:has(#in-date:checked) .day,.later:has(#channel-email:checked) .by-mail,.shown{display:block}}
@media (min-width:40rem){.bank{grid-template-columns:1fr 1fr}}
@media (min-width:62rem){.intro h1{font-size:clamp(2rem,3.4vw,2.875rem)}main.wide{display:grid;grid-template:auto 1fr/minmax(0,4fr) minmax(0,5fr);column-gap:clamp(2.5rem,6vw,5rem)}
.deed{grid-area:1/2/3/3}
.promises{margin-top:1.5rem}}
@media (max-width:29.99rem){.currency{grid-template-columns:minmax(0,1fr) auto}.currency label{grid-column:1/-1}.actions :is(form,.button){width:100%}.often .face{font-size:.9375rem}.months .tile{flex-basis:100%}
.stack,.stack :is(tbody,tfoot,tr,th[scope],td){display:block;width:auto}.stack thead{position:absolute;clip-path:inset(50%)}.stack tr{border-bottom:1px solid var(--line);padding:.75rem 0}.stack :is(th,td){border:0;padding:0}}
@media (forced-colors:active){:checked+.face{forced-color-adjust:none;border-color:Highlight!important;background:Highlight!important;color:HighlightText}.mark{stroke:CanvasText}}
@media (prefers-reduced-motion:no-preference){.button,.face{transition:background-color .12s,border-color .12s,color .12s}}
@media print{:root{color-scheme:light;--paper:#fff;--card:#fff;--ink:#000;--soft:#5b554b;--line:#dcd5c7;--edge:#837a6b;--accent:#0c5563;--bad:#a3211b}body{background:#fff;color:#000}.top nav,.skip,.bottom,.actions,.remind,.letter,.back,.on-screen{display:none}.card{box-shadow:none}.statement{font-size:.8125rem}.statement :is(th,td){padding-block:.3rem}.facts{font-size:.9375rem}tr{break-inside:avoid}}
`;

export const STYLE = SOURCE.replaceAll('\n', '');

const HASH = createHash('sha256').update(STYLE).digest('hex').slice(0, 12);

/** Never another text under this address, so it can be cached for ever. */
export const STYLE_PATH = `/assets/style.${HASH}.css`;
