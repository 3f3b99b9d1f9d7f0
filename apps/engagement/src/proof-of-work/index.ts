export { ProofOfWorkModule } from './proof-of-work.module';
export { ProofService } from './proof.service';
