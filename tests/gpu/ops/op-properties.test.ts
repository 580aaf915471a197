import { expectDeviceAgrees } from '../../support/ops/compare-op.ts';
import { testOpProperties } from '../../support/ops/op-properties.ts';

testOpProperties(expectDeviceAgrees);
