import 'reflect-metadata';
import { loadConfig, runMain, runService } from '@afterword/platform';
import { ContentModule } from './content.module';

runMain(() => {
  const config = loadConfig('content', process.env);
  return runService({ config, module: ContentModule.forRoot(config) });
});
