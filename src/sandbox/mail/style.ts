export const STYLE = `
:root { color-scheme: light dark; --line: #d5d8dc; --quiet: #5a626b; --link: #0b57a4; }
@media (prefers-color-scheme: dark) { :root { --line: #3c4248; --quiet: #a8b0b8; --link: #8ab8f0; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 48rem; padding: 1.5rem 1rem 4rem; font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.4rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin-top: 2rem; }
a { color: var(--link); }
a:focus-visible, pre:focus-visible, iframe:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.quiet { color: var(--quiet); }
.mails { list-style: none; margin: 0; padding: 0; border-top: 1px solid var(--line); }
.mails li { padding: 0.75rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
.mails a { font-weight: 600; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1rem; margin: 1rem 0; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; border: 1px solid var(--line); border-radius: 0.4rem; padding: 1rem; margin: 0; }
iframe { width: 100%; height: 32rem; border: 1px solid var(--line); border-radius: 0.4rem; background: #fff; }
`;
