export { addCors, setOwner } from './cors.hook';
