export { Layout, pageHeaders, renderDocument, styleSourceOf } from './layout';
