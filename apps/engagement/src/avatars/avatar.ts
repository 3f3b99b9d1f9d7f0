import { createHash } from 'node:crypto';

/** Cells on each side; the right half mirrors the left one. */
const SIZE = 5;
const DRAWN_COLUMNS = Math.ceil(SIZE / 2);
/** Empty cells around the figure. */
const MARGIN = 1;
const HUES = 360;

/** The key of a reader's picture: the random end of their UUIDv7. Readers' ids are public, so the key reveals nothing new. */
export const avatarKeyOf = (readerId: string): string => readerId.slice(-12);

export const isAvatarKey = (key: string): boolean => /^[0-9a-f]{12}$/.test(key);

const PICTURE = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-([0-9a-f]{12})\.webp$/;

/** Names one picture of a reader: another URL of their site is another version. It reveals nothing of the URL. */
export const pictureVersionOf = (url: string): string => createHash('sha256').update(url).digest('hex').slice(0, 12);

/** The file name of the picture that a reader's site names. */
export const pictureNameOf = (readerId: string, url: string): string => `${readerId}-${pictureVersionOf(url)}.webp`;

/** What a file name of `pictureNameOf` asks for; null for any other name. */
export function askedPicture(name: string): { readerId: string; version: string } | null {
  const [, readerId, version] = PICTURE.exec(name) ?? [];
  return readerId === undefined || version === undefined ? null : { readerId, version };
}

/** Draws a symmetric figure in one hue on a pale background. The 48 bits of the key determine it completely. */
export function drawAvatar(key: string): string {
  const bits = Number.parseInt(key, 16);
  const hue = bits % HUES;
  const side = SIZE + 2 * MARGIN;
  const path = cellsOf(Math.floor(bits / HUES))
    .map(([x, y]) => `M${x + MARGIN} ${y + MARGIN}h1v1h-1z`)
    .join('');
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges">` +
    `<rect width="${side}" height="${side}" fill="hsl(${hue},55%,90%)"/>` +
    `<path fill="hsl(${hue},55%,38%)" d="${path}"/></svg>`
  );
}

/** The filled cells and their mirror images. */
function cellsOf(bits: number): [x: number, y: number][] {
  const cells: [number, number][] = [];
  for (let cell = 0; cell < DRAWN_COLUMNS * SIZE; cell += 1) {
    if (Math.floor(bits / 2 ** cell) % 2 === 0) continue;
    const [x, y] = [cell % DRAWN_COLUMNS, Math.floor(cell / DRAWN_COLUMNS)];
    cells.push([x, y]);
    if (SIZE - 1 - x !== x) cells.push([SIZE - 1 - x, y]);
  }
  return cells;
}
