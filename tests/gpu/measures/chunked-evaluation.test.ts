import { testChunkedEvaluation } from '../../support/device-tests/chunked-evaluation.ts';
import { openGpuSession } from '../../support/gpu-session.ts';

testChunkedEvaluation(openGpuSession);
