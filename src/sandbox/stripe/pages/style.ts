export const STYLE = `
:root { color-scheme: light; --ink: #1d2433; --soft: #525c70; --line: #d5dae3; --paper: #fff; --ground: #f3f5f9; --accent: #4338ca; --warn: #9b1c1c; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
.badge { margin: 0; padding: .5rem 1rem; background: #fde68a; color: #4a3200; text-align: center; font-weight: 600; }
main { max-width: 30rem; margin: 2rem auto; padding: 1.5rem; background: var(--paper); border: 1px solid var(--line); border-radius: .75rem; }
main.wide { max-width: 72rem; }
@media (max-width: 32rem) { main { margin: 1rem .5rem; } }
h1 { margin: 0 0 .25rem; font-size: 1.25rem; overflow-wrap: anywhere; }
h2 { margin: 2rem 0 .5rem; font-size: 1.05rem; }
.amount { margin: 0 0 1.5rem; font-size: 2rem; font-weight: 700; overflow-wrap: anywhere; }
.amount small { font-size: 1rem; font-weight: 400; color: var(--soft); }
label, legend { font-weight: 600; }
legend { padding: 0; }
input[type=email] { display: block; width: 100%; margin-top: .25rem; padding: .625rem .75rem; font: inherit; color: inherit; border: 1px solid #79839a; border-radius: .5rem; background: var(--paper); }
input[readonly] { background: var(--ground); }
.hint { margin: .25rem 0 0; color: var(--soft); font-size: .875rem; }
fieldset { margin: 1.25rem 0; padding: 0; border: 0; }
.choice { display: flex; gap: .625rem; align-items: center; padding: .625rem .75rem; border: 1px solid var(--line); font-weight: 400; }
.choice:first-of-type { margin-top: .25rem; border-radius: .5rem .5rem 0 0; }
.choice + .choice { border-top: 0; }
.choice:last-of-type { border-radius: 0 0 .5rem .5rem; }
.choice input { width: 1.125rem; height: 1.125rem; margin: 0; accent-color: var(--accent); flex: none; }
button { font: inherit; cursor: pointer; }
.pay { width: 100%; padding: .75rem; border: 0; border-radius: .5rem; background: var(--accent); color: #fff; font-weight: 600; }
.pay:hover { background: #3730a3; }
a { color: var(--accent); }
.back { display: block; margin-top: 1rem; padding: .25rem; text-align: center; }
.alert { margin: 0 0 1rem; padding: .75rem; border: 1px solid var(--warn); border-radius: .5rem; background: #fef2f2; color: var(--warn); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.scroll { position: relative; overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .875rem; }
th, td { padding: .375rem .5rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; white-space: nowrap; }
td form { display: inline; }
td button { padding: .125rem .5rem; border: 1px solid #79839a; border-radius: .375rem; background: var(--paper); color: inherit; }
td.actions div, .buttons { display: flex; flex-wrap: wrap; gap: .375rem; }
.buttons button { padding: .375rem .75rem; border: 1px solid #79839a; border-radius: .375rem; background: var(--paper); color: inherit; }
.buttons button[aria-pressed=true] { border-color: var(--warn); background: #fef2f2; color: var(--warn); font-weight: 600; }
.panel { padding: .25rem 1rem 1rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--ground); }
.panel h2 { margin: .75rem 0 .25rem; }
.panel p { margin: 0 0 .5rem; }
nav ul.kinds { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: 1rem 0; padding: 0; list-style: none; }
nav small { color: var(--soft); }
section { scroll-margin-top: 1rem; }
section > .hint { margin: 0 0 .5rem; }
h2 small { color: var(--soft); font-weight: 400; }
.stack { display: grid; gap: .5rem; }
td.actions { white-space: normal; min-width: 14rem; }
@media (max-width: 48rem) {
  main.wide { padding: 1rem .75rem; }
  main.wide thead { display: none; }
  main.wide table, main.wide tbody, main.wide tr, main.wide td { display: block; }
  main.wide tr { margin-bottom: .75rem; padding: .25rem .5rem; border: 1px solid var(--line); border-radius: .5rem; }
  main.wide td { display: flex; gap: .5rem; min-width: 0; padding: .25rem 0; border: 0; white-space: normal; overflow-wrap: anywhere; }
  main.wide td:empty { display: none; }
  main.wide td::before { flex: 0 0 6rem; color: var(--soft); content: attr(data-label); }
}
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
code { font-size: .8125rem; }
`;
