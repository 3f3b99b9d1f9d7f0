/** Code loaded when the service cannot be read: finds out why. */
export { whyNotAllowed } from './why-not-allowed';
