/** `ADMIN_TOKEN` of every service that specs start. In a file of its own: importing it must not load a service. */
export const ADMIN_TOKEN = 'an-operator-token-for-tests';
