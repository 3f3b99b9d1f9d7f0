import { Choice } from './choice';
import { COLOURS, SANS, SERIFS, THEMES, type WidgetTheme } from './themes';

const NAMES: Record<keyof typeof COLOURS, string> = {
  '--afterword-paper': 'Ground',
  '--afterword-card': 'Boxes',
  '--afterword-ink': 'Text',
  '--afterword-ink-2': 'Quiet text',
  '--afterword-line': 'Lines',
  '--afterword-accent': 'Likes',
  '--afterword-accent-wash': 'Below likes',
  '--afterword-gold': 'Rewards',
  '--afterword-gold-wash': 'Below rewards',
  '--afterword-focus': 'Focus',
  '--afterword-danger': 'Errors',
  '--afterword-primary': 'Main buttons',
  '--afterword-primary-text': 'On main buttons',
};

/** What a theme puts into the fields below it. Those that it does not name become the widget's own. */
const fieldsOf = ({ colours, serif, sans, radius }: WidgetTheme) => ({
  ...Object.fromEntries(
    Object.entries(colours).flatMap(([property, [light, dark]]) => [
      [`${property} light`, light],
      [`${property} dark`, dark],
    ]),
  ),
  '--afterword-serif': serif ?? '',
  '--afterword-sans': sans ?? '',
  ...(radius !== undefined && { '--afterword-radius': String(radius) }),
});

/** Every custom property that docs/embed.md names. */
export function LookFields() {
  return (
    <fieldset>
      <legend>Looks</legend>
      <Choice
        name="scheme"
        label="Colour scheme"
        options={{
          '': 'The page’s own (light)',
          light: 'Light',
          dark: 'Dark',
          'light dark': 'As the reader’s device',
        }}
      />
      <p>
        <label for="theme">Theme</label>
        <select id="theme" name="theme">
          <option value="" data-fields="{}">
            The widget’s own
          </option>
          {THEMES.map((theme) => (
            <option key={theme.name} value={theme.name} data-fields={JSON.stringify(fieldsOf(theme))}>
              {theme.name}
            </option>
          ))}
        </select>
      </p>
      <div class="colours">
        <span class="quiet" aria-hidden="true">
          Colours
        </span>
        <span class="quiet" aria-hidden="true">
          Light
        </span>
        <span class="quiet" aria-hidden="true">
          Dark
        </span>
        {Object.entries(COLOURS).map(([property, pair]) => (
          <ColourFields key={property} property={property as keyof typeof COLOURS} pair={pair} />
        ))}
      </div>
      <FontField property="--afterword-serif" label="What people wrote is set in" own="serif" stacks={SERIFS} />
      <FontField property="--afterword-sans" label="Everything else is set in" own="sans-serif" stacks={SANS} />
      <PixelField property="--afterword-radius" label="Corners, in pixels" least={0} most={40} initial={12} />
      <PixelField property="--afterword-rem" label="Size, in pixels" least={12} most={24} initial={16} />
    </fieldset>
  );
}

function ColourFields({ property, pair }: { property: keyof typeof COLOURS; pair: readonly string[] }) {
  return (
    <>
      <span aria-hidden="true">{NAMES[property]}</span>
      {(['light', 'dark'] as const).map((scheme, index) => (
        <input
          key={scheme}
          type="color"
          name={`${property} ${scheme}`}
          aria-label={`${NAMES[property]}, ${scheme}`}
          value={pair[index]}
          data-property={property}
        />
      ))}
    </>
  );
}

interface FontFieldProps {
  property: string;
  label: string;
  own: string;
  stacks: readonly string[];
}

const FontField = ({ property, label, own, stacks }: FontFieldProps) => (
  <p>
    <label for={property}>{label}</label>
    <select id={property} name={property} data-property={property}>
      <option value="">{`The widget’s own ${own}`}</option>
      {stacks.map((stack) => (
        <option key={stack} value={stack}>
          {stack}
        </option>
      ))}
    </select>
  </p>
);

interface PixelFieldProps {
  property: string;
  label: string;
  least: number;
  most: number;
  initial: number;
}

const PixelField = ({ property, label, least, most, initial }: PixelFieldProps) => (
  <p>
    <label for={property}>{label}</label>
    <input
      id={property}
      type="number"
      name={property}
      min={least}
      max={most}
      value={initial}
      data-property={property}
      data-unit="px"
    />
  </p>
);
