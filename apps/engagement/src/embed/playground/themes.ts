/** A colour of the widget in light and in dark mode, `#rrggbb`. */
export type Pair = readonly [light: string, dark: string];

/** The widget's own colours, as in libs/ui/src/base-styles.ts. */
export const COLOURS = {
  '--afterword-paper': ['#fdfcf9', '#151412'],
  '--afterword-card': ['#ffffff', '#1d1b19'],
  '--afterword-ink': ['#1d1b18', '#ece8e1'],
  '--afterword-ink-2': ['#5d574e', '#aba398'],
  '--afterword-line': ['#e5e0d6', '#34302b'],
  '--afterword-accent': ['#b3261e', '#ff8a7a'],
  '--afterword-accent-wash': ['#fbeae7', '#3a1f1b'],
  '--afterword-gold': ['#7a5200', '#e8b64c'],
  '--afterword-gold-wash': ['#fbf1d9', '#36290f'],
  '--afterword-focus': ['#1a56c4', '#8ab4ff'],
  // Those below are as others, until they are set.
  '--afterword-danger': ['#b3261e', '#ff8a7a'],
  '--afterword-primary': ['#1d1b18', '#ece8e1'],
  '--afterword-primary-text': ['#fdfcf9', '#151412'],
} as const satisfies Record<string, Pair>;

export const SERIFS = [
  'Georgia, serif',
  "'Times New Roman', Tinos, 'Liberation Serif', serif",
  "Charter, 'Bitstream Charter', 'Source Serif 4', Georgia, serif",
  'system-ui, sans-serif',
  'ui-monospace, monospace',
] as const;

export const SANS = [
  "'Helvetica Neue', Arial, 'Liberation Sans', sans-serif",
  "Avenir, Montserrat, 'Noto Sans', sans-serif",
  'Georgia, serif',
  'ui-monospace, monospace',
] as const;

export interface WidgetTheme {
  name: string;
  colours: Partial<Record<keyof typeof COLOURS, Pair>>;
  serif?: (typeof SERIFS)[number];
  sans?: (typeof SANS)[number];
  /** Pixels. */
  radius?: number;
}

/** Themes to begin with; the first two are those of docs/themes. Readable in both modes: tests/docs compares their contrasts. */
export const THEMES: readonly WidgetTheme[] = [
  {
    name: 'Broadsheet',
    colours: {
      '--afterword-paper': ['#ffffff', '#101418'],
      '--afterword-card': ['#f5f7f9', '#182028'],
      '--afterword-ink': ['#14181c', '#e6ebf0'],
      '--afterword-ink-2': ['#4d5862', '#a3b0bc'],
      '--afterword-line': ['#d5dbe1', '#2b3640'],
      '--afterword-accent': ['#0b5a8a', '#74bdf0'],
      '--afterword-accent-wash': ['#e3f0f8', '#12303f'],
    },
    serif: "'Times New Roman', Tinos, 'Liberation Serif', serif",
    sans: "'Helvetica Neue', Arial, 'Liberation Sans', sans-serif",
    radius: 0,
  },
  {
    name: 'Field notes',
    colours: {
      '--afterword-paper': ['#f6f4ea', '#12170f'],
      '--afterword-card': ['#fffdf5', '#1a2116'],
      '--afterword-ink': ['#1f2a1a', '#e4ead9'],
      '--afterword-ink-2': ['#4f5b45', '#a9b59b'],
      '--afterword-line': ['#d9d6c3', '#323c2b'],
      '--afterword-accent': ['#2f6b3c', '#8fce9b'],
      '--afterword-accent-wash': ['#e2efdf', '#1f3323'],
      '--afterword-focus': ['#2f6b3c', '#8fce9b'],
    },
    serif: "Charter, 'Bitstream Charter', 'Source Serif 4', Georgia, serif",
    sans: "Avenir, Montserrat, 'Noto Sans', sans-serif",
    radius: 20,
  },
  {
    name: 'Terminal',
    colours: {
      '--afterword-paper': ['#f4f6f4', '#0c0f0d'],
      '--afterword-card': ['#ffffff', '#141a16'],
      '--afterword-ink': ['#10201a', '#d5f2de'],
      '--afterword-ink-2': ['#45584f', '#93b8a1'],
      '--afterword-line': ['#cfd8d2', '#26352c'],
      '--afterword-accent': ['#6b2fa0', '#d0a6ff'],
      '--afterword-accent-wash': ['#f0e6fa', '#2b1d3a'],
    },
    serif: 'ui-monospace, monospace',
    sans: 'ui-monospace, monospace',
    radius: 4,
  },
  {
    name: 'High contrast',
    colours: {
      '--afterword-paper': ['#ffffff', '#000000'],
      '--afterword-card': ['#ffffff', '#000000'],
      '--afterword-ink': ['#000000', '#ffffff'],
      '--afterword-ink-2': ['#1f1f1f', '#e6e6e6'],
      '--afterword-line': ['#595959', '#a6a6a6'],
      '--afterword-accent': ['#8a0000', '#ffb3ab'],
      '--afterword-accent-wash': ['#ffffff', '#000000'],
      '--afterword-gold': ['#4a3200', '#ffdb85'],
      '--afterword-gold-wash': ['#ffffff', '#000000'],
      '--afterword-focus': ['#0033a0', '#a8c7ff'],
    },
    serif: 'system-ui, sans-serif',
    radius: 6,
  },
];
