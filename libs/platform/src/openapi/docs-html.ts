/** Text as HTML. */
export const escape = (text: string): string => text.replace(/[&<>"]/g, (mark) => `&#${mark.charCodeAt(0)};`);

/** A description: `code` in it is shown as code. */
export const inline = (text: string): string => escape(text).replace(/`([^`]+)`/g, '<code>$1</code>');

/** Several lines of code, which scroll where they are wide: a key can reach them. */
export const block = (code: string): string => `<pre tabindex="0"><code>${escape(code)}</code></pre>`;

/** The id of an element from a name. */
export const anchor = (name: string): string => name.toLowerCase().replace(/\W+/g, '-');
