export { AkismetCheck } from './akismet-check';
export { AkismetClient, type AkismetVerdict } from './akismet-client';
export { AkismetCorrections } from './akismet-corrections';
export { AkismetModule } from './akismet.module';
