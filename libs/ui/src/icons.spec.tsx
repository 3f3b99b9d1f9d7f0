import { render } from 'preact-render-to-string';
import { MarkIcon } from './icons';

it('gives each of the reactions that a site can have a figure of its own', () => {
  const figures = Array.from({ length: 20 }, (_, index) => render(<MarkIcon index={index} />));
  expect(new Set(figures).size).toBe(figures.length);
});
