export { Layout, pageHeaders, renderDocument } from './layout';
