import { LIMITS } from '@afterword/contracts';
import { Choice } from './choice';

/** Every attribute that docs/embed.md names, by its name, and which elements there are. */
export function AttributeFields({ languages }: { languages: readonly string[] }) {
  return (
    <>
      <TextField name="site" label="Site" value="demo" most={LIMITS.siteIdLength} required />
      <TextField name="page" label="Page" value="playground" most={LIMITS.urlEncodedLength} />
      <fieldset>
        <legend>Elements</legend>
        <div class="row">
          {(['bar', 'thread', 'count'] as const).map((name) => (
            <label key={name}>
              <input type="checkbox" name={name} checked={name !== 'count'} /> {name}
            </label>
          ))}
        </div>
        <TextField
          name="metric"
          label="What is counted"
          hint="comments, shares, rewards or a kind of reaction"
          placeholder="comments"
          most={32}
        />
      </fieldset>
      <p>
        <label for="sso">
          Single sign-on token <small>it stays in this page</small>
        </label>
        <textarea id="sso" name="sso" rows={2} maxLength={LIMITS.ssoTokenLength} spellcheck={false} />
        <small>
          <a href="/docs/guide/sign-on">How your server signs one</a>
        </small>
      </p>
      <fieldset>
        <legend>Language and page</legend>
        <p>
          <label for="lang">Language</label>
          <select id="lang" name="lang">
            <option value="">The page’s own (English here)</option>
            {languages.map((tag) => (
              <option key={tag} value={tag} lang={tag}>
                {nameOf(tag)}
              </option>
            ))}
          </select>
        </p>
        <Choice
          name="direction"
          label="Direction of the page"
          options={{ ltr: 'Left to right', rtl: 'Right to left' }}
        />
        <Choice name="width" label="Width" options={{ full: 'As wide as there is room', phone: 'A phone' }} />
      </fieldset>
      <fieldset>
        <legend>Words</legend>
        <TextField name="question" label="Question" hint="in the empty field" placeholder="What do you think?" />
        <TextField
          name="invitation"
          label="Invitation"
          hint="where nobody has written yet"
          placeholder="Be the first to comment."
        />
      </fieldset>
      <fieldset>
        <legend>The article</legend>
        <TextField name="title" label="Title" hint="default: the document’s" placeholder="A page of yours" />
        <TextField name="url" label="Address" hint="default: the canonical link" most={LIMITS.urlEncodedLength} />
        <TextField
          name="article"
          label="Where passages can be commented on"
          hint="a CSS selector, or none"
          placeholder="article"
        />
        <Choice
          name="permalinks"
          label="Links to comments"
          options={{ '': 'In the fragment', query: 'In the query (hash routing)' }}
        />
      </fieldset>
    </>
  );
}

interface TextFieldProps {
  name: string;
  label: string;
  hint?: string;
  value?: string;
  placeholder?: string;
  /** Characters. */
  most?: number;
  required?: boolean;
}

const TextField = ({ name, label, hint, value, placeholder, most = 200, required }: TextFieldProps) => (
  <p>
    <label for={name}>
      {label}
      {hint !== undefined && (
        <>
          {' '}
          <small>{hint}</small>
        </>
      )}
    </label>
    <input
      id={name}
      name={name}
      value={value}
      placeholder={placeholder}
      maxLength={most}
      required={required}
      autocapitalize="none"
      spellcheck={false}
    />
  </p>
);

/** The name of the language in that language. */
const nameOf = (tag: string) => new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
