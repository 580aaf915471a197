import { testCombinations } from '../../support/device-tests/combinations.ts';
import { GPU_DEVICES } from '../../support/gpu-session.ts';

testCombinations(GPU_DEVICES);
