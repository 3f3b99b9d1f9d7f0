import 'reflect-metadata';
import { loadConfig, runMain, runService } from '@afterword/platform';
import { EngagementModule } from './engagement.module';

runMain(() => {
  const config = loadConfig('engagement', process.env);
  return runService({ config, module: EngagementModule.forRoot(config) });
});
