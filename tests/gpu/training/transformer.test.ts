import { testTransformer } from '../../support/device-tests/transformer.ts';
import { GPU_DEVICES } from '../../support/gpu-session.ts';

testTransformer(GPU_DEVICES);
