/** Styles of the pages for publishers, in the style of the widget. */
export const styles = `
:root{color-scheme:light dark;--paper:light-dark(#fdfcf9,#151412);--card:light-dark(#fff,#1d1b19);--ink:light-dark(#1d1b18,#ece8e1);--ink-2:light-dark(#5d574e,#aba398);--line:light-dark(#e5e0d6,#34302b);--accent:light-dark(#b3261e,#ff8a7a);--gold:light-dark(#7a5200,#e8b64c);--good:light-dark(#1e6b3a,#7fd19b);--focus:light-dark(#1a56c4,#8ab4ff)}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:anywhere}
main{max-width:44rem;margin:0 auto;padding:2rem 1rem 4rem}
main.wide{max-width:80rem}
h1,h2{font-family:"Iowan Old Style","Palatino Linotype",Palatino,Georgia,serif;line-height:1.2;margin:0}
h1{font-size:1.9rem}h2{font-size:1.2rem;margin-top:2.5rem}
a{color:inherit;text-underline-offset:.2em}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px}
code,pre{font:.875rem/1.5 ui-monospace,SFMono-Regular,Menlo,monospace}
pre{margin:.75rem 0;padding:.85rem 1rem;background:var(--card);border:1px solid var(--line);border-radius:12px;overflow:auto;white-space:pre-wrap}
label,legend,.label{font-size:.875rem;font-weight:600}
form p,fieldset p{margin:1rem 0 0}
fieldset{border:0;border-top:1px solid var(--line);margin:1.25rem 0 0;padding:1rem 0 0}
legend{float:inline-start;width:100%;padding:0}legend+*{clear:both;padding-top:.5rem}
small,.quiet{color:var(--ink-2);font-size:.8125rem;font-weight:400}
input:not([type=checkbox],[type=color],[type=radio]),textarea,select{display:block;width:100%;min-height:2.5rem;margin-top:.25rem;padding:.45rem .7rem;border:1px solid light-dark(#8d867a,#7d766c);border-radius:8px;background:var(--card);color:inherit;font:.9375rem/1.4 inherit;font-family:inherit}
textarea{resize:vertical}
button{min-height:2.75rem;padding:.5rem 1.3rem;border:0;border-radius:99px;background:var(--ink);color:var(--paper);font:600 .9375rem/1.4 inherit;font-family:inherit;cursor:pointer}
button.plain{background:var(--card);color:var(--ink);border:1px solid var(--line);font-weight:400}
.findings{list-style:none;margin:.75rem 0 0;padding:0}
.findings li{border-block-start:1px solid var(--line);padding:.75rem 0}
.findings strong{display:block;font-size:.8125rem}
.good strong{color:var(--good)}.hint strong{color:var(--gold)}.wrong strong{color:var(--accent)}
.columns{display:grid;gap:2rem;margin-top:1.5rem}
.row{display:flex;flex-wrap:wrap;gap:.4rem 1rem;margin-top:.4rem;align-items:center}
.row label{display:inline-flex;gap:.4rem;align-items:center;font-weight:400;min-height:1.75rem}
input[type=color]{inline-size:2.75rem;block-size:1.75rem;padding:2px;border:1px solid light-dark(#8d867a,#7d766c);border-radius:8px;background:var(--card)}
.colours{display:grid;grid-template-columns:1fr auto auto;gap:.35rem .6rem;align-items:center;margin-top:1rem;font-size:.875rem}
iframe{display:block;width:100%;min-height:30rem;border:1px solid var(--line);border-radius:12px;background:Canvas}
iframe[data-width=phone]{max-width:24.375rem}
[hidden]{display:none!important}
@media(min-width:60rem){.columns{grid-template-columns:19rem minmax(0,1fr)}.columns>div{position:sticky;top:1rem;align-self:start;max-height:calc(100vh - 2rem);overflow-y:auto;padding:2px}}
`
  .replace(/\n/g, '')
  .trim();
