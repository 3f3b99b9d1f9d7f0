import { controllersOf, type DescribedService, describeService } from '@afterword/platform';
import { features as contentFeatures } from '../../apps/content/src/content.module';
import { description as contentDescription } from '../../apps/content/src/openapi';
import { features as engagementFeatures } from '../../apps/engagement/src/engagement.module';
import { description as engagementDescription } from '../../apps/engagement/src/openapi';

/** The services as their OpenAPI documents describe them: read from their controllers, without running them. */
export const engagement: DescribedService = describeService(engagementDescription, controllersOf(engagementFeatures));
export const content: DescribedService = describeService(contentDescription, controllersOf(contentFeatures));
