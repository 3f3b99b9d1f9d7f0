import './console.css';
import { render } from 'preact';
import { App } from './app';
import { direction, locale } from './words';

document.documentElement.lang = locale;
document.documentElement.dir = direction;
const place = document.getElementById('console');
if (place) render(<App />, place);
