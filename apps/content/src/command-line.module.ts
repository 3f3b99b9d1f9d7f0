import { CONFIG, DatabaseModule, RateLimitsModule, type ServiceConfig } from '@afterword/platform';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { ArticleImportModule } from './article-import';
import { ArticlesModule } from './articles';
import { entities } from './entities';
import { migrations } from './migrations';
import { SearchIndexModule } from './search';

/** The service without HTTP, queue and background tasks, for the command line. */
@Global()
@Module({})
export class CommandLineModule {
  static forRoot(config: ServiceConfig): DynamicModule {
    return {
      module: CommandLineModule,
      imports: [
        RateLimitsModule,
        DatabaseModule.forRoot({ config, entities, migrations }),
        ArticlesModule,
        ArticleImportModule,
        SearchIndexModule,
      ],
      providers: [{ provide: CONFIG, useValue: config }],
      exports: [CONFIG],
    };
  }
}
