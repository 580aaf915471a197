import { testTorchTasks } from '../../support/device-tests/torch-tasks.ts';
import { GPU_DEVICES } from '../../support/gpu-session.ts';

testTorchTasks(GPU_DEVICES);
