/**
 * How many characters a text has beyond the most that may be stored, counted as the service counts: Unicode code points, without white
 * space at the end. Not above 0 where the text fits.
 */
export const charactersOver = (text: string, most: number): number =>
  text.length > most ? Array.from(text.trimEnd()).length - most : 0;
