import {
	testMechanismViews,
	testViewsAreTransferred
} from '../../support/device-tests/views-mechanism.ts';
import { GPU_DEVICES, openGpuSession } from '../../support/gpu-session.ts';

testMechanismViews(GPU_DEVICES);
testViewsAreTransferred(openGpuSession);
